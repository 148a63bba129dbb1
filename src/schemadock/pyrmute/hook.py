"""Hearing of the models that a manager defines.

A manager tells nobody of them, so that its method ``model`` is wrapped: once, for however many
plugins there are, and unwrapped when the last of them has gone, in whichever order they go.
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
"""Options of the method that are kept with a schema."""

Listener: TypeAlias = Callable[[str, str, dict[str, Any]], None]
"""Is called with name, version and options of a model that was defined."""

logger = logging.getLogger("schemadock.pyrmute")


class ModelHook:
    """Stands where the method ``model`` of a manager was, and does what it did."""

    def __init__(self, manager: ModelManager) -> None:
        self.original = manager.model
        self.listeners: list[Listener] = []

    def __call__(self, *args: Any, **options: Any) -> Callable[[type], type]:
        """Return what makes a class a model, as the method does, and tells the listeners."""
        decorate = self.original(*args, **options)
        told = _told(args, options)

        def decorator(model: type) -> type:
            made: type = decorate(model)
            if told:
                self._tell(*told)
            return made

        return decorator

    def _tell(self, name: str, version: str, options: dict[str, Any]) -> None:
        with ExitStack() as stack:  # all of them hear of it, also where one of them fails
            for listener in reversed(self.listeners):
                stack.callback(listener, name, version, options)

    def __deepcopy__(self, memo: dict[int, Any]) -> Callable[..., Any]:
        """Return the method of the manager's copy, of which no plugin was asked to hear."""
        copied: Callable[..., Any] = deepcopy(self.original, memo)
        return copied


def _told(args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Any, ...]:
    """Return name, version and options of a call; nothing where it does not say them.

    The method may be of a subclass, or of whoever wrapped it, and have any signature.
    """
    signature = _signature()
    known = {name: value for name, value in options.items() if name in signature.parameters}
    try:
        given = signature.bind(None, *args, **known)
    except TypeError:  # another takes name and version, under names of its own
        named = [*args, *(value for name, value in options.items() if name not in FLAGS)][:2]
        flags = {name: options[name] for name in FLAGS if name in options}
    else:
        given.apply_defaults()
        named = [given.arguments[name] for name in ("name", "version")]
        flags = {name: given.arguments[name] for name in FLAGS}
    if len(named) < 2:  # noqa: PLR2004 - a name and a version
        logger.warning("a model is not registered: nothing says its name and version")
        return ()
    return (str(named[0]), str(named[1]), flags)


@cache
def _signature() -> inspect.Signature:
    from pyrmute import ModelManager

    return inspect.signature(ModelManager.model)


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
