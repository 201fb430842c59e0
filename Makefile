PYTHON ?= python3
PORT ?= 8501
BIN = .venv/bin

.PHONY: run test bench lint digits weights readers recall curves clean

run: .venv/app.stamp
	@$(BIN)/streamlit run app.py --server.port $(PORT)

test: .venv/tests.stamp
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest

bench: .venv/tests.stamp
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.bench

lint: .venv/tests.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy explainer

digits: .venv/app.stamp
	@$(BIN)/python -m explainer.data.digits $(PACKAGE)

weights: .venv/app.stamp
	@$(BIN)/python -m explainer.nets.make_digits

readers: .venv/app.stamp
	@$(BIN)/python -m explainer.nets.make_readers

recall: .venv/app.stamp
	@$(BIN)/python -m explainer.nets.recall

curves: .venv/app.stamp
	@$(BIN)/python -m explainer.nets.make_curves

clean:
	rm -rf .venv

.venv/app.stamp: requirements.txt .ci/install.py
	@$(PYTHON) .ci/install.py requirements.txt
	@touch $@

.venv/tests.stamp: requirements.txt tests/requirements.txt .ci/install.py
	@$(PYTHON) .ci/install.py requirements.txt tests/requirements.txt
	@touch $@
