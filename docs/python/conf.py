"""How Sphinx builds the documentation of the Python package (`make docs`)."""

import os
from pathlib import Path

import commonground

project = "commonground"
copyright = "the authors of commonground"
version = release = commonground.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["frames.css"]
html_title = f"commonground {version}"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

# Every notebook is run from zero, and one that fails ends the build.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 1800
nb_output_stderr = "remove"

# Real case studies, for whoever has the corpora; their texts come into no page that is published.
exclude_patterns = []
corpora = os.environ.get("COMMONGROUND_CORPORA")
if not (corpora and Path(corpora, "impact_case_studies", "data.jsonl").is_file()):
    exclude_patterns.append("case-studies.md")
    print("skipped: no corpora for case-studies.md")

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
add_module_names = False
