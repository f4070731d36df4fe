"""
One module per page, each with a function `page(services, visit) -> Page`; see `app.shell`.

Pages do not import each other. What two of them need is a component or a macro.
"""
