"""Hearing of the models that a manager defines.

A manager tells nobody of them, so that its method ``model`` is wrapped: once, for however many
plugins there are, and unwrapped when the last of them has gone, in whichever order they go.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pyrmute import ModelManager

Listener: TypeAlias = Callable[[str, str, dict[str, Any]], None]
"""Is called with name, version and options of a model that was defined."""


class ModelHook:
    """Stands where the method ``model`` of a manager was, and does what it did."""

    def __init__(self, manager: ModelManager) -> None:
        self.original = manager.model
        self.listeners: list[Listener] = []
        # Not that of the original, which another may have wrapped in a function of anything.
        self._signature = inspect.signature(type(manager).model)

    def __call__(self, *args: Any, **options: Any) -> Callable[[type], type]:
        """Return what makes a class a model, as the method does, and tells the listeners."""
        decorate = self.original(*args, **options)
        given = self._signature.bind(None, *args, **options)
        given.apply_defaults()
        _, name, version = (given.arguments.pop(key) for key in ("self", "name", "version"))

        def decorator(model: type) -> type:
            made: type = decorate(model)
            for listener in tuple(self.listeners):
                listener(name, str(version), dict(given.arguments))
            return made

        return decorator


def listen(manager: ModelManager, listener: Listener) -> Callable[[], None]:
    """Let a listener hear of every model that is defined; return what ends that."""
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
        del manager.model  # the method of its class is there again
    else:
        manager.model = hook.original  # type: ignore[method-assign]
