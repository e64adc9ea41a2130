# Makes complete scripts of the cells of a notebook: prints a JSON array of sources, one for each cell.
import ast
import base64
import json
import re

CELLS = json.loads(base64.b64decode("{cells}"))
FAILED = re.compile(r"[A-Za-z_.]+(Error|Exception|Interrupt)\b")
FAILED_AT = re.compile(r"-+> (\d+)")
CHANGING = {"append", "add", "extend", "update", "insert", "remove", "discard", "pop", "popitem", "clear", "sort", "reverse", "setdefault",
            "appendleft", "popleft", "shuffle", "fill"}


class Statement:
    """A top-level statement: its lines, the names it binds or changes, the names it needs."""

    def __init__(self, node, lines):
        self.node = node
        self.first = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
        self.text = "\n".join(lines[self.first - 1:node.end_lineno])
        self.needs = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        self.binds = set()
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self.binds.add(part.id)
            elif isinstance(part, (ast.Attribute, ast.Subscript)) and isinstance(part.ctx, ast.Store):
                self.binds |= base(part)
            elif isinstance(part, (ast.FunctionDef, ast.ClassDef)):
                self.binds.add(part.name)
            elif isinstance(part, (ast.Import, ast.ImportFrom)):
                self.binds |= {(alias.asname or alias.name).split(".")[0] for alias in part.names}
            elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in CHANGING:
                self.binds |= base(part.func)  # x.append(1) changes x

    def shows(self):
        """Whether it is there to show something only."""
        if not isinstance(self.node, ast.Expr):
            return False
        return not self.binds

    def defines(self):
        return isinstance(self.node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))


def base(node):
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def statements(source):
    try:
        lines = source.split("\n")
        return [Statement(node, lines) for node in ast.parse(source).body]
    except (SyntaxError, ValueError):
        return None


def printing(source, own, shown):
    """The cell's source, its last expression printed if the notebook showed it."""
    last = own[-1].node if own else None
    if not isinstance(last, ast.Expr) or not shown.strip():
        return source
    value = last.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print":
        return source
    expression = ast.get_source_segment(source, value)
    if isinstance(value, ast.Tuple) and len(ast.parse(f"print({expression})").body[0].value.args) != 1:
        expression = f"({expression})"
    lines = source.encode().split(b"\n")
    head = lines[:last.lineno - 1] + [lines[last.lineno - 1][:last.col_offset]]
    tail = lines[last.end_lineno - 1][last.end_col_offset:]
    return (b"\n".join(head) + b"print(" + expression.encode() + b")" + tail).decode()


def needed(own, before):
    """Statements of earlier cells that these depend on, in order."""
    names = set().union(*[statement.needs for statement in own]) if own else set()
    chosen, grown = set(), True
    while grown:  # a function may need what is defined after it
        grown = False
        for i, statement in enumerate(before):
            everything = isinstance(statement.node, ast.ImportFrom) and statement.node.names[0].name == "*"
            if i in chosen or statement.shows() or not (everything or statement.binds & names):
                continue
            names |= statement.needs
            chosen.add(i)
            grown = True
    texts, kept = set(), []
    for i in sorted(chosen):
        if before[i].defines() and before[i].text in texts:
            continue
        texts.add(before[i].text)
        kept.append(before[i])
    return kept


def ran(own, shown):
    """The statements of a cell that ran to their end, and its definitions: a notebook's traceback names the line that failed."""
    if not FAILED.match(shown.strip().rsplit("\n", 1)[-1].strip()):
        return own
    failed = FAILED_AT.search(shown)
    last = int(failed.group(1)) if failed else 0
    return [statement for statement in own if statement.node.end_lineno < last or statement.defines()]


def main():
    scripts, before = [], []
    for cell in CELLS:
        source = cell["source"]
        own = statements(source)
        if own is None:
            scripts.append(source)
            continue
        present = {statement.text for statement in own}
        head = [statement.text for statement in needed(own, before) if statement.text not in present or not statement.defines()]
        body = printing(source, own, cell["shown"])
        scripts.append("\n".join(head) + "\n\n" + body if head else body)
        before += ran(own, cell["shown"])
    print(json.dumps(scripts))


main()
