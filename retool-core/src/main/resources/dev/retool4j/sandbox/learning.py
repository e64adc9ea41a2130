"""Typical programs, run once: sympy imports much lazily, and remembers what it has worked out. Nothing of a program of a caller is kept."""
import decimal
import io
import sys
import warnings

CALLS = (
    "import sympy as sp\nx=sp.symbols('x')\nprint(sp.solve(x**2-5*x+6,x), sp.Eq(x,1), sp.Rational(1,3), sp.sqrt(8), sp.pi.evalf(30))",
    "import sympy as sp\nx,y=sp.symbols('x y')\nprint(sp.solve([x+y-3,x-y-1],[x,y]), sp.solve([x*y-6,x+y-5],[x,y]), sp.nsolve(x**3-2,1))",
    "import sympy as sp\nx=sp.symbols('x')\nprint(sp.simplify(sp.sin(x)**2+sp.cos(x)**2), sp.factor(x**4-1), sp.expand((x+1)**5))",
    "import sympy as sp\nx=sp.symbols('x')\nprint(sp.integrate(sp.sin(x)*x,x), sp.diff(x**x,x), sp.limit(sp.sin(x)/x,x,0), sp.series(sp.exp(x),x,0,4))",
    "import sympy as sp\nn=sp.symbols('n',integer=True)\nprint(sp.summation(n**2,(n,1,10)), sp.Sum(n,(n,1,5)).doit(), sp.Product(n,(n,1,5)).doit())",
    "import sympy as sp\nprint(sp.factorint(360), sp.isprime(97), sp.divisors(60), sp.totient(36), sp.gcd(12,18), list(sp.primerange(2,50)))",
    "import sympy as sp\nM=sp.Matrix([[1,2],[3,4]])\nprint(M.det(), M.inv(), M.eigenvals(), M.rref(), sp.binomial(10,3))",
    "import sympy as sp\nfrom sympy.ntheory.modular import crt\nprint(crt([3,5],[2,3]), sp.mod_inverse(3,7), sp.n_order(2,7), sp.discrete_log(7,2,3))",
    "import sympy as sp\nx=sp.symbols('x')\nf=sp.lambdify(x,x**2+1,'numpy')\nimport numpy as np\nprint(f(np.arange(3)), sp.Poly(x**2-1).all_roots())",
    "import sympy as sp\nfrom sympy.geometry import Point, Circle, Triangle\nprint(Triangle(Point(0,0),Point(3,0),Point(0,4)).area, Circle(Point(0,0),5).area)",
    "import sympy as sp\nx=sp.symbols('x',real=True)\nprint(sp.solveset(x**2-4,x,sp.S.Reals), sp.reduce_inequalities(x**2<4,x), sp.solve(sp.Abs(x-1)-2,x))",
    "import sympy as sp\nfrom sympy import diophantine, symbols\na,b=symbols('a b',integer=True)\nprint(diophantine(2*a+3*b-5), sp.sympify('x+1'), sp.latex(sp.pi/2))",
    "import numpy as np\nprint(np.linalg.solve([[2.,1.],[1.,3.]],[1.,2.]), np.roots([1,-3,2]), np.polyfit([0,1,2],[0,1,4],2), np.linalg.eig(np.eye(2)))",
    "import math,itertools,functools,collections,fractions,decimal,statistics,heapq,bisect,random,string,time,datetime,re,operator,cmath\n"
    "import typing,dataclasses,copy,sys,os,json\nprint(fractions.Fraction(1,3)+1, decimal.Decimal(2).sqrt(), statistics.mean([1,2]))",
    "import sympy as sp\nfor v in sp.symbols('a b c d k m n p q r s t u v w x y z'):\n sp.solve(v**2-3*v+2,v)",  # what is known of each name
    "def f():\n return 1/0\ntry:\n f()\nexcept Exception:\n import traceback\n traceback.print_exc()",
)


def learn():
    """Runs the calls in this process, before any program: what they import, build and remember is there for all programs alike."""
    out, err = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = io.StringIO()
    try:
        with warnings.catch_warnings(), decimal.localcontext():
            for call in CALLS:
                try:
                    exec(call, {"__name__": "__main__"})
                except Exception:
                    pass  # a module that this Python does not have
    finally:
        sys.stdout, sys.stderr = out, err
