"""Responses as files: CSV, XLSX, Parquet, and CSV with the syntax that labels it in SPSS.

Everything is read and written a part at a time: a file of a million rows takes no more memory than one of a hundred.
"""

from heedful.listen.responses.exports.files import FORMATS, Export, export_of

__all__ = ["FORMATS", "Export", "export_of"]
