"""Write a table as TOML in one of many equivalent layouts."""

import json
import string

BARE = set(string.ascii_letters + string.digits + "-_")


class TomlWriter:
    """A writer that picks layouts with ``choose``, a function that returns one item of a list."""

    def __init__(self, choose):
        self.choose = choose

    def document(self, value):
        ends = ["\n", "\r\n", " # [c]\n", "\n\n"]
        return "".join(line + self.choose(ends) for line in self.table(value, []))

    def table(self, value, path):
        """Return the lines of a table: key-value pairs first, then the tables with headers."""
        lines, below = [], []
        for name, item in value.items():
            here = [*path, self.key(name)]
            layout = self.choose(["inline", "dotted", "header"])
            if layout == "header" and isinstance(item, dict):
                below += [self.header("[", here), *self.table(item, here)]
            elif layout == "header" and is_list_of_tables(item):
                for row in item:
                    below += [self.header("[[", here), *self.table(row, here)]
            elif layout == "dotted" and isinstance(item, dict) and item:
                lines += [f"{here[-1]}{self.pair(k, v, '.')}" for k, v in item.items()]
            else:
                lines.append(self.pair(name, item))
        return lines + below

    def header(self, opening, path):
        space = self.space()
        return opening + space + f"{space}.{space}".join(path) + space + "]" * len(opening)

    def pair(self, name, value, before=""):
        return f"{before}{self.space()}{self.key(name)}{self.space()}={self.space()}{self.inline(value)}"

    def inline(self, value):
        if isinstance(value, list):
            gap = self.choose(["", " ", "\n", "# ]\n"])
            return f"[{gap}" + f"{gap},{gap}".join(map(self.inline, value)) + f"{gap}]"
        if isinstance(value, dict):
            return "{" + ",".join(self.pair(k, v) for k, v in value.items()) + "}"
        if isinstance(value, str):
            return quoted(value)
        return str(value).lower()

    def key(self, name):
        is_bare = name and set(name) <= BARE and self.choose([True, False])
        return name if is_bare else quoted(name)

    def space(self):
        return self.choose(["", " ", "\t "])


def is_list_of_tables(value):
    return isinstance(value, list) and value and all(isinstance(item, dict) for item in value)


def quoted(text):
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
