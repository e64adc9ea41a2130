"""Reads programs, one JSON object a line with "code", and answers each with what its syntax tree holds. Nothing of them is run.

A program that takes longer than five seconds, or too much memory, ends this process; whoever asked begins a new one.
"""
import ast
import io
import json
import resource
import signal
import sys
import tokenize

SECONDS = 5
MEMORY = 1 << 30
COMBINATIONS = {"product", "permutations", "combinations", "combinations_with_replacement"}


def called(node):
    """The last part of a called name: "solve" of sympy.solve(...)."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def names_in(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def targets(node):
    """Names, and names of containers, that an assignment changes."""
    found = set()
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        for n in ast.walk(target):
            if isinstance(n, ast.Name):
                found.add(n.id)
    return found


def comments(code):
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                found.append(token.string.lstrip("# "))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        pass
    return " ".join(found)


class Reader(ast.NodeVisitor):
    def __init__(self):
        self.calls = {}
        self.modules = set()
        self.names = set()
        self.defined = set()
        self.loops = self.comprehensions = self.filters = self.seeking = self.improving = 0
        self.carried = self.arithmetic = self.asserts = self.compared = self.best = self.recursions = self.enumerations = 0
        self.inside = []  # loops around
        self.functions = []

    def visit_Import(self, node):
        self.modules.update(alias.name.split(".")[0] for alias in node.names)

    def visit_ImportFrom(self, node):
        self.modules.add((node.module or "").split(".")[0])

    def visit_FunctionDef(self, node):
        self.names.add(node.name)
        self.defined.add(node.name)
        self.functions.append(node.name)
        outer, self.inside = self.inside, []
        self.generic_visit(node)
        self.inside = outer
        self.functions.pop()

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.defined.add(node.name)
        self.generic_visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.names.add(node.id)

    def visit_BinOp(self, node):
        self.arithmetic += 1
        self.generic_visit(node)

    def visit_Assert(self, node):
        self.asserts += 1
        self.generic_visit(node)

    def visit_Call(self, node):
        name = called(node)
        if name:
            self.calls[name] = self.calls.get(name, 0) + 1
        if name in self.functions:
            self.recursions += 1
        if name in ("max", "min") and len(node.args) == 1:
            self.best += 1
        if name == "print" and any(self.comparison(a) for a in node.args):
            self.compared += 1
        self.generic_visit(node)

    @staticmethod
    def comparison(node):
        if isinstance(node, ast.Compare):
            return isinstance(node.ops[0], (ast.Eq, ast.NotEq)) or any(
                isinstance(n, ast.Call) and called(n) == "abs" for n in ast.walk(node))
        return isinstance(node, ast.Call) and called(node) in ("isclose", "allclose", "equals")

    def visit_Expr(self, node):
        if self.comparison(node.value):
            self.compared += 1
        self.generic_visit(node)

    def enumerates(self, iterable):
        call = iterable if isinstance(iterable, ast.Call) else None
        if call is not None and called(call) in ("enumerate", "list", "sorted", "tqdm") and call.args:
            return self.enumerates(call.args[0])
        return call is not None and called(call) in COMBINATIONS | {"range", "arange", "count", "primerange", "divisors"}

    def visit_For(self, node):
        self.loops += 1
        self.enumerations += self.enumerates(node.iter)
        self.body(node)

    visit_AsyncFor = visit_For

    def visit_While(self, node):
        self.loops += 1
        for n in ast.walk(node):
            if isinstance(n, ast.AugAssign) and isinstance(n.op, ast.Add) and isinstance(n.value, ast.Constant):
                counted = targets(n)
                if not counted.isdisjoint(names_in(node.test)) or isinstance(node.test, ast.Constant):
                    self.seeking += 1
                    break
        self.body(node)

    def body(self, node):
        changed = set()
        for n in ast.walk(node):
            if isinstance(n, (ast.Assign, ast.AugAssign)):
                changed |= targets(n)
        own = names_in(node.target) if isinstance(node, ast.For) else set()
        self.inside.append(changed - own)
        self.generic_visit(node)
        self.inside.pop()

    def visit_Assign(self, node):
        if self.inside:
            around = set().union(*self.inside)
            if targets(node) & names_in(node.value) & around:
                self.carried += 1
        self.generic_visit(node)

    def visit_If(self, node):
        if self.inside:
            self.filters += 1
            compared = names_in(node.test)
            for n in node.body:
                if isinstance(n, ast.Assign) and isinstance(node.test, ast.Compare) and targets(n) & compared and isinstance(
                        node.test.ops[0], (ast.Gt, ast.Lt, ast.GtE, ast.LtE)):
                    self.improving += 1
                    break
        self.generic_visit(node)

    def visit_comprehension(self, node):
        self.comprehensions += 1
        self.enumerations += self.enumerates(node.iter)
        self.filters += len(node.ifs)
        self.generic_visit(node)


def effects(tree):
    """Statements of the module that do more than define and import."""
    count = 0
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            continue
        count += 1
    return count


def syntax(code):
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {"parsed": False}
    reader = Reader()
    try:
        reader.visit(tree)
    except RecursionError:
        return {"parsed": False}
    return {
        "parsed": True, "calls": reader.calls, "modules": sorted(reader.modules), "names": sorted(reader.names | reader.defined),
        "comments": comments(code), "loops": reader.loops, "comprehensions": reader.comprehensions, "filters": reader.filters,
        "enumerations": reader.enumerations, "seeking": reader.seeking, "improving": reader.improving, "best": reader.best,
        "carried": reader.carried, "recursions": reader.recursions, "arithmetic": reader.arithmetic, "asserts": reader.asserts,
        "compared": reader.compared, "effects": effects(tree)}


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        signal.alarm(SECONDS)
        answer = syntax(json.loads(line)["code"])
        signal.alarm(0)
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


main()
