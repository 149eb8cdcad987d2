# Everything works from a clean clone with Python 3.11 to 3.13 and make alone.
export PORT PYTHON ONLY ARGS

.DEFAULT_GOAL := help
.PHONY: help demo test check bench clean

help:
	@echo "make demo    the whole portal at http://127.0.0.1:8000 (PORT= for another)"
	@echo "make test    every test, on every core (ARGS= for pytest, such as ARGS=tests/requests)"
	@echo "make check   format, lint, types, import contracts, house rules, migrations, API description, deployment"
	@echo "make bench   measure the main paths (ONLY="names" for some)"
	@echo "make clean   remove what the others made"

demo test check bench clean:
	@exec ./bootstrap $@
