"""An executed notebook as one page that opens without a network: text, tables and figures, code only where asked.

In flows a notebook with outputs; out flows HTML text in the look of the reports.
"""

from __future__ import annotations

import copy
import html
import re
from typing import TYPE_CHECKING

from workbench.figures import style

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.6 {font}; color: {ink}; background: #fff; margin: 0 auto; max-width: 1080px; padding: 28px 20px 60px; overflow-wrap: break-word; }}
h1 {{ font-size: 22px; line-height: 1.35; margin: 4px 0 10px; }}
h2 {{ font-size: 16px; margin: 34px 0 6px; }}
h3 {{ font-size: 15px; margin: 24px 0 6px; }}
a {{ color: {accent}; }}
a.anchor-link, .prompt, .jp-InputPrompt, .jp-OutputPrompt {{ display: none; }}
pre {{ font: 13px/1.5 {font}; white-space: pre-wrap; margin: 8px 0; }}
code, .input pre, .highlight pre, .jp-InputArea pre {{ font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; }}
.highlight, .input_area {{ background: #f6f8fa; padding: 2px 12px; overflow-x: auto; border-left: 3px solid #cbd5e1; }}
div[class*="output"] {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: 13px; border: 0; margin: 8px 0 12px; }}
th {{ text-align: right; color: {quiet}; font-weight: normal; border: 0; border-bottom: 1px solid #cbd5e1; padding: 5px 12px 5px 0; white-space: nowrap; }}
td {{ text-align: right; border: 0; border-bottom: 1px solid #e8ecf0; padding: 5px 12px 5px 0; vertical-align: top; font-variant-numeric: tabular-nums; }}
tbody th {{ color: #94a3b8; }}
.output_stderr {{ display: none; }}
@media print {{ body {{ max-width: none; padding: 0; font-size: 11px; }} tr {{ break-inside: avoid; }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
FETCHED = re.compile(
    r"""<(?:script|link|img)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//[^>]*>(?:\s*</script>)?""", re.IGNORECASE
)


def bind(notebook: NotebookNode, *, title: str, language: str, code: bool = False) -> str:
    """Write an executed notebook as one self-contained page.

    Parameters
    ----------
    notebook : NotebookNode
        With outputs; the set-up cell's carries the figures' scripts.
    title : str
        What the browser's tab says.
    language : {"zh", "en"}
    code : bool
        Whether the code cells are shown.

    Returns
    -------
    str
        HTML with every script, style and picture inside: no request leaves the reader's machine.
    """
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic", exclude_input=not code, exclude_input_prompt=True, exclude_output_prompt=True)
    body, _ = exporter.from_notebook_node(_as_html(notebook))
    return PAGE.format(lang="zh-CN" if language == "zh" else "en", title=html.escape(title), body=FETCHED.sub("", body), font=style.FONT, ink=style.INK,
                       quiet=style.QUIET, accent=style.ACCENT)  # fmt: skip


def _as_html(notebook: NotebookNode) -> NotebookNode:
    """Give scripts as plain HTML, since the exporter's own form needs jQuery, and drop outputs that show nothing."""
    plain = copy.deepcopy(notebook)
    for cell in plain.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if _shows(output)]
            for output in cell.outputs:
                script = output.get("data", {}).pop("application/javascript", None)
                if script is not None and "text/html" not in output.data:
                    output.data["text/html"] = f"<script>{script}</script>"
    return plain


def _shows(output: NotebookNode) -> bool:
    return (output.output_type == "stream" and output.name == "stdout") or bool(output.get("data"))
