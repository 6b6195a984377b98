# Everything sets itself up: a machine needs Python 3.11 or later and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 5006
SERVE  ?= 1
DEMO   ?= demo
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help

help:  ## list the targets
	@echo "make TARGET"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

$(VENV)/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is %d.%d; name one: make PYTHON=python3.12 …" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV) (about 1.5 GB, two to four minutes, once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq -c constraints.txt -e '.[test]'
	@touch $@

setup: $(VENV)/.ready  ## make the virtual environment only

demo: $(VENV)/.ready  ## invented company → finished run → pages on loopback (SERVE=0 stops before serving, PORT=…)
	@$(BIN)/workbench demo $(DEMO) --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve,)

test: $(VENV)/.ready  ## every test: package, doctests, notebooks, pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2 --dist loadfile tests
	$(BIN)/python -m pytest --doctest-modules workbench -q --ignore=workbench/store/migrations
	$(BIN)/python -m pytest -n 2 --dist loadfile --nbval --nbval-sanitize-with tests/notebooks.cfg -p no:cacheprovider notebooks

check: $(VENV)/.ready  ## style only
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

notebooks: $(VENV)/.ready  ## run the notebooks again and store what they show
	$(BIN)/python -m jupyter nbconvert --to notebook --execute --inplace --ExecutePreprocessor.record_timing=False notebooks/*.ipynb
	$(BIN)/python -m jupyter nbconvert --to notebook --inplace --TagRemovePreprocessor.enabled=True \
		--TagRemovePreprocessor.remove_all_outputs_tags=set-up --TagRemovePreprocessor.remove_all_outputs_tags=interactive \
		notebooks/*.ipynb  # the set-up's output is 6 MB of libraries; a slider stored without its kernel is dead

serve: $(VENV)/.ready  ## open the pages on the demo's database
	@$(BIN)/workbench serve --db sqlite:///$(DEMO)/workbench.db --recordings data/samples/recordings --port $(PORT)

lab: $(VENV)/.ready  ## open the book in JupyterLab, at the page that leads to the right notebook
	@$(BIN)/jupyter lab --ip 127.0.0.1 --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --LabApp.news_url= \
		--notebook-dir notebooks notebooks/00_which_notebook_answers_your_question.ipynb

bench: $(VENV)/.ready  ## measure speed against the references
	$(BIN)/python benchmarks/scoring.py
	$(BIN)/python benchmarks/pay.py
	$(BIN)/python benchmarks/measurement.py
	$(BIN)/python benchmarks/audio.py
	$(BIN)/python benchmarks/language.py

clean:  ## remove the demo and caches (not the virtual environment)
	rm -rf $(DEMO) build .pytest_cache .hypothesis .ruff_cache

.PHONY: help setup demo test check notebooks serve lab bench clean
