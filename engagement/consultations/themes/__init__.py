"""Draft themes: what answers to one question have in common, as words and examples that a person can judge.

Plain Python and arrays; knows no model. Only the worker imports `learning`.
"""
