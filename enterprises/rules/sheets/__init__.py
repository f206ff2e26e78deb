"""Decisions about spreadsheets: what a cell means, which columns a table has, what one value makes of another.

``cells`` values of single cells · ``layout`` header rows and columns. Pure: facts in, values or refusals out.
"""
