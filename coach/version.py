"""The version of coach, where everything that needs it finds it without the rest."""

__version__ = "0.2.0"
