"""What programs read of the API: a name in its description stands for one thing."""

import inspect
from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

from ninja import Schema

from heedful import api


def test_no_two_shapes_have_one_name():
    modules = [import_module(f"heedful.api.{module.name}") for module in iter_modules(api.__path__)]
    shapes = {
        shape
        for module in modules
        for _name, shape in inspect.getmembers(module, inspect.isclass)
        if issubclass(shape, Schema) and shape.__module__.startswith("heedful.")
    }

    assert [name for name, many in Counter(shape.__name__ for shape in shapes).items() if many > 1] == []
