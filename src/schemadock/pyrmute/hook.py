"""Call listeners when a manager defines a model.

A manager has no such events, so its method ``model`` is wrapped: once for all plugins, and
unwrapped when the last plugin is removed, in any order.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from contextlib import ExitStack
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pyrmute import ModelManager

FLAGS = ("enable_ref", "backward_compatible")
"""Options of the method that are stored in the metadata of a schema."""

Listener: TypeAlias = Callable[[str, str, dict[str, Any]], None]
"""Called with name, version and options of a model after its definition."""

logger = logging.getLogger("schemadock.pyrmute")


class ModelHook:
    """Replaces the method ``model`` of a manager, and calls the listeners after it."""

    def __init__(self, manager: ModelManager) -> None:
        self.original = manager.model
        self.listeners: list[Listener] = []

    def __call__(self, *args: Any, **options: Any) -> Callable[[type], type]:
        """Return the decorator of the original method, extended by the calls of the listeners."""
        decorate = self.original(*args, **options)
        definition = _definition(args, options)

        def decorator(model: type) -> type:
            made: type = decorate(model)
            if definition:
                self._notify(*definition)
            return made

        return decorator

    def _notify(self, name: str, version: str, options: dict[str, Any]) -> None:
        with ExitStack() as stack:  # calls all of them, even if one fails
            for listener in reversed(self.listeners):
                stack.callback(listener, name, version, options)

    def __deepcopy__(self, memo: dict[int, Any]) -> Callable[..., Any]:
        """Return the plain method for a copy of the manager, which has no listeners."""
        copied: Callable[..., Any] = deepcopy(self.original, memo)
        return copied


def _definition(args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Any, ...]:
    """Return name, version and options of a call; empty if they cannot be found.

    The method may be that of a subclass or another wrapper, with any signature.
    """
    signature = _signature()
    known = {name: value for name, value in options.items() if name in signature.parameters}
    try:
        given = signature.bind(None, *args, **known)
    except TypeError:  # another signature: name and version come first
        named = [*args, *(value for name, value in options.items() if name not in FLAGS)][:2]
        flags = {name: options[name] for name in FLAGS if name in options}
    else:
        given.apply_defaults()
        named = [given.arguments[name] for name in ("name", "version")]
        flags = {name: given.arguments[name] for name in FLAGS}
    if len(named) < 2:  # noqa: PLR2004 - a name and a version
        logger.warning("cannot register a model: its name and version were not found in the call")
        return ()
    return (str(named[0]), str(named[1]), flags)


@cache
def _signature() -> inspect.Signature:
    from pyrmute import ModelManager

    return inspect.signature(ModelManager.model)


def listen(manager: ModelManager, listener: Listener) -> Callable[[], None]:
    """Call a listener for every model that is defined; return a function that stops it."""
    hook = _hook_of(manager)
    hook.listeners.append(listener)

    def stop() -> None:
        if listener in hook.listeners:
            hook.listeners.remove(listener)
        if not hook.listeners and vars(manager).get("model") is hook:
            _unwrap(manager, hook)

    return stop


def _hook_of(manager: ModelManager) -> ModelHook:
    hook = vars(manager).get("model")
    if isinstance(hook, ModelHook):
        return hook
    manager.model = hook = ModelHook(manager)  # type: ignore[method-assign]
    return hook


def _unwrap(manager: ModelManager, hook: ModelHook) -> None:
    if getattr(hook.original, "__self__", None) is manager:
        del manager.model  # uncovers the method of the class
    else:
        manager.model = hook.original  # type: ignore[method-assign]
