PYTHON ?= python3
PORT ?= 8501
WORKERS ?= 2
BIN = .venv/bin
PARALLEL = --numprocesses $(WORKERS) --dist worksteal
TYPESCRIPT = 7.0.2
# The newest that Node 18 runs.
LIGHTHOUSE = 12.8.2

MADE = digits weights readers languages remembering shifts moved compare detection style video novels next-word translation music series genome sound

.PHONY: run test test-slow hostile bench lighthouse load soak lint $(MADE) places clean

run: .venv/app.stamp
	@$(BIN)/streamlit run app.py --server.port $(PORT)

test: .venv/tests.stamp
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest $(PARALLEL)

# Mostly waiting, so that more run at once than there are cores.
test-slow: WORKERS = 4
test-slow: .venv/tests.stamp
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest $(PARALLEL) --line 150 tests/browser

hostile: .venv/tests.stamp
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest $(PARALLEL) --times 10 tests/hostile

bench: .venv/tests.stamp
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.bench

lighthouse: .venv/tests.stamp .venv/lighthouse.stamp
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.lighthouse

# What a crowd waits for, and whether memory stays; VISITORS="100 200" and VISITS=100 choose others.
soak load: .venv/tests.stamp
	@$(BIN)/python -m tests.bench.$@

lint: .venv/tests.stamp .venv/lint.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy app.py explainer pages
	@.venv/lint/node_modules/.bin/tsc

# What ships, made anew, each by its script. Some want PACKAGE, as they say themselves; `compare` makes PARTS="times costs"
# alone, which is for a machine that does nothing else.
make-digits = explainer.data.digits
make-weights = explainer.models.make.digits
make-readers = explainer.models.make.readers
make-languages = explainer.models.make.languages
make-remembering = explainer.models.make.remembering
make-shifts = explainer.study.make.shifts
make-moved = explainer.study.make.moved
make-compare = explainer.study.make.comparing
make-detection = explainer.study.make.detection
make-style = explainer.models.make.style
make-video = explainer.models.make.video
make-novels = explainer.data.novels
make-next-word = explainer.study.make.next_word
make-translation = explainer.study.make.translation
make-music = explainer.study.make.music
make-series = explainer.study.make.series
make-genome = explainer.study.make.genome
make-sound = explainer.models.make.sound

$(MADE): .venv/app.stamp
	@$(BIN)/python -m $(make-$@) $(PACKAGE) $(PARTS)

places: .venv/tests.stamp
	@$(BIN)/python -m tests.places

clean:
	rm -rf .venv

.venv/app.stamp: requirements.txt .ci/install.py
	@$(PYTHON) .ci/install.py requirements.txt
	@touch $@

# Only `make lint` and `make lighthouse` need npm: the browser runs the modules as they are.
.venv/lint.stamp: Makefile
	@npm install --silent --prefix .venv/lint --no-save --no-package-lock typescript@$(TYPESCRIPT)
	@touch $@

.venv/lighthouse.stamp: Makefile
	@npm install --silent --prefix .venv/lighthouse --no-save --no-package-lock lighthouse@$(LIGHTHOUSE)
	@touch $@

.venv/tests.stamp: requirements.txt tests/requirements.txt .ci/install.py
	@$(PYTHON) .ci/install.py requirements.txt tests/requirements.txt
	@touch $@
