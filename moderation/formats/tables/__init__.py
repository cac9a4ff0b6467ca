"""Exports that are tables: CSV in its dialects, workbooks, Parquet, a database."""
