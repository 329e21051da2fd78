"""The complaint desk without a window: rules, storage, actions, questions."""

__version__ = "0.1.0"
