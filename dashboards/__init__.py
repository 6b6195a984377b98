"""The pages managers look at: one Panel page a report, behind a login, each showing what `workbench.reports` says.

In flow a database address and a folder of recordings; out flows a served site. Nothing is calculated here: a page binds widgets to the
arguments of one report function and shows the report's sentence, figures and tables.
"""
