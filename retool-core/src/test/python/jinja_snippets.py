"""Golden renderings of small templates, each for one construct, by Jinja2 as transformers sets it up.

usage: python jinja_snippets.py > ../resources/dev/retool4j/chat/jinja/snippets.json     (needs transformers and jinja2)

A row is [template, text], or [template, null] where rendering fails and must fail in Java, too.
"""
import json

from transformers.utils import chat_template_utils

VARIABLES = {"n": None, "t": True, "i": 7, "f": 2.5, "s": "Abc def", "u": "ü\U0001f600｜é", "l": [3, 1, 2], "e": [], "d": {"b": 1, "a": "x", "items": [1]},
             "m": [{"role": "user", "content": " hi "}, {"role": "tool", "content": None}, {"role": "user", "n": {"deep": [5, 6]}}]}

EXPRESSIONS = r"""
1 + 2 * 3 ** 2
2 ** 3 ** 2
-2 ** 2
7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 / 2
7.5 // 2, -7.5 % 2, 1e3, 1_000, 0.1 + 0.2
1e16, 1e15, 1.5e-5, 0.0001, 1e22, -0.0, 123456789012345680.0
true + 1, t * 3, not t, +i, -f
1 == 1.0, t == 1, n == false, "1" == 1, [1] == [1.0], (1,) == [1]
1 < 2 < 3, 1 < 2 > 3, "a" < "B", [1, 2] < [1, 3]
1 < "a"
n < 1
"b" in "abc", 3 in l, "a" in d, 9 not in l, n in [none], not 3 in l
1 in "abc"
1 in 2
"a" ~ 1 ~ n ~ t ~ f ~ l
"a" + 1
"a" + n
l + [4], (1,) + (2,), "a" * 3, 2 * "ab"
[1] + (2,)
i and f, e or "x", n and 1, "" or n, not e
"yes" if i > 3 else "no"
"yes" if i < 3
("yes" if i < 3) is undefined
"a" if n else "b" if e else "c"
s[0], s[-1], s[1:3], s[::-1], s[5:], s[:-4], s[-3:], s[10:], s[1::2]
u[0], u[1], u[-1], u[1:3], u | length, u[::-1]
l[0], l[-1], l[1:], l[::-1], l[5:], l[-2:], l[::2], l[2:0:-1]
l[9] is undefined, l[9] | default("none"), l["x"] is undefined
l[9]
l[9].x
l.0, m.0.role, m[2].n.deep[1]
d.a, d["a"], d.zz is defined, d["zz"] is undefined, d.get("a"), d.get("zz"), d.get("zz", 5)
d.items is callable, d["items"], d.items() | list
d.keys() | list, d.values() | list, d | list
d.zz.y
zz
zz is defined, zz is not defined, zz | default("?"), zz | default
zz.y
zz + 1
zz ~ "x", zz == yy, zz in [1], not zz, zz | length, zz | list
n.x is undefined
n.x.y
n | default(1), n | default(1, true), "" | default("e", boolean=true), d.zz | d("q")
n is none, zz is none, t is boolean, 1 is boolean, i is number, t is number, t is integer, i is integer, f is float
s is string, n is string, d is mapping, l is sequence, s is sequence, d is sequence, d is iterable, s is iterable, i is iterable, zz is iterable
i is odd, i is even, i is divisibleby 7, i is divisibleby(2), i is eq 7, i is equalto(8), i is gt 3, i is lt(3), i is ne 7, i is ge 7, i is le 6
i is in [7], "b" is in "abc", t is true, t is false, n is not none, t is sameas true
s is lower, s is upper, "abc" is lower, "ABC" is upper
s is callable, range is callable, s.strip is callable
n, t, 1.0, "a'b", 'a"b', none
[n, t, 1.0, "a'b", 'a"b', "a'\"b", "\n\t\\", "ü", "\x01", "\u00a0", "\u200b"]
{"a": 1, 2: [3], "c": {}}, (), (1,), (1, 2), []
"a\tb\\n\u00e9\x41\U0001f600\q\'\"\101\
c"
'it''s' "joined"
s.upper(), s.lower(), s.title(), s.capitalize(), s.split(), s.split(" "), s.split("b"), s.split("c", 1), s.rsplit(" ", 1)
"  a b  c ".split(), " a ".strip(), " a ".lstrip(), " a ".rstrip(), "xxaxx".strip("x"), "xyaxy".lstrip("yx"), "aa\n".rstrip("\n")
"a,b,,c".split(","), ",".split(","), "".split(","), "".split(), "a b c d".split(none, 2), "a,b,c".rsplit(",", 1), "a,b,c".rsplit(",")
"ab".split("")
s.startswith("Ab"), s.endswith("f"), s.startswith(("x", "A")), s.endswith(("x", "y"))
s.startswith(n)
s.replace("b", "XX"), "aaa".replace("a", "b", 2), s.find("d"), s.find("q"), s.count("b"), u.find("｜"), "abcabc".rfind("b")
"-".join(["a", "b"]), "-".join("abc")
"-".join([1])
"a1".isdigit(), "12".isdigit(), "ab".isalpha(), "a1".isalnum(), " ".isspace(), "".isdigit(), "aB".islower(), "AB".isupper()
"a\nb\r\nc\n".splitlines(), "a\nb".splitlines(true), "a=b=c".partition("="), "a=b=c".rpartition("="), "x".partition("="), "prefix".removeprefix("pre"), "prefix".removesuffix("fix")
s.nothing is undefined
s.nothing()
l.count(3), l.index(1), l.copy()
l.append(4)
d.update({"z": 1})
d.pop("a")
l | length, s | length, d | length, d | count, u | count
n | length
l | first, l | last, e | first is undefined, s | first, s | last, d | first
l | join, l | join(", "), m | join("-", attribute="role"), s | join("."), d | join(",")
l | sort, l | sort(reverse=true), ["b", "A", "c"] | sort, ["b", "A", "c"] | sort(case_sensitive=true), m | sort(attribute="role") | map(attribute="role") | list
l | reverse | list, s | reverse, l | max, l | min, l | sum, e | sum, e | max is undefined, ["b", "A"] | min
[1, 1, 2, "a", "A"] | unique | list
m | map(attribute="role") | list, l | map("string") | list, ["a", "b"] | map("upper") | join, m | map(attribute="zz", default="-") | list, m | map(attribute="n.deep.0", default=0) | list
l | select("odd") | list, l | reject("odd") | list, [0, 1, n] | select | list, l | select("gt", 1) | list, l | select(">", 1) | list, [1, n] | reject("none") | list
m | selectattr("role", "equalto", "user") | list | length, m | rejectattr("role", "eq", "user") | map(attribute="role") | list, m | selectattr("content") | list | length, m | selectattr("n", "defined") | list | length
l | select("nothing") | list
l | nothing
(e | select) is defined, "yes" if e | select else "no", l | select | length
(l | select)[0] is undefined
d | items | list, zz | items | list, d | dictsort, d | dictsort(reverse=true), d | dictsort(by="value", case_sensitive=true) | length
n | items | list
{"b": 1, "A": 2, "c": 0} | dictsort, {"b": 1, "A": 2, "c": 0} | dictsort(true), {"b": 1, "A": 2, "c": 0} | dictsort(false, "value")
" a ".strip() | upper | lower | title, "foo bar-baz (qux)" | title, "fOO bAR" | capitalize, "hello world's end" | title
"  x " | trim, "xxaxx" | trim("x"), n | trim, 5 | string, 5 | trim
"1" | int, "1.9" | int, " 12 " | int, "x" | int, "x" | int(5), "1_0" | int, 3.99 | int, -3.99 | int, t | int, n | int, "1e3" | int, [] | int(4)
"1.5" | float, "x" | float, "x" | float(1.5), 3 | float, "1e3" | float, " 2 " | float
2.5 | round, 3.5 | round, 2.675 | round(2), 42 | round, -2.5 | round, 1234.5678 | round(1)
-5 | abs, 2.5 | abs, "a b  c-d" | wordcount
"a\nb\n\nc" | indent, "a\nb\n\nc" | indent(2, true), "a\nb\n\nc" | indent(2, blank=true), "a\nb" | indent("> ")
"<a href='x'>&\"</a>" | e == "&lt;a href=&#39;x&#39;&gt;&amp;&#34;&lt;/a&gt;", ("<b>" | safe) == "<b>"
"<i>" | safe
"<i>" | e
"aXbX" | replace("X", "-"), "aXbX" | replace("X", "-", 1), 121 | replace(1, 2)
d | tojson, l | tojson, s | tojson, n | tojson, t | tojson, f | tojson, u | tojson, e | tojson, {} | tojson, 1e100 | tojson
d | tojson(indent=2), l | tojson(indent=0), {"a": [], "b": {}, "c": [1, {"d": 2}]} | tojson(indent=4), {"a": 1} | tojson(indent="--")
u | tojson(ensure_ascii=true), {"b": 1, "a": 2} | tojson(sort_keys=true), [1, 2] | tojson(separators=(",", ":")), {"a": 1} | tojson(false, none, (",", ":"))
"\"\\\n\r\t\b\f\x01\x1f\x7f/<>&'\u2028" | tojson
{1: 2, none: 3, 1.5: 5} | tojson
(1, 2) | tojson, [(1, "a")] | tojson
zz | tojson
(l | select) | tojson
range(3) | list, range(1, 4) | list, range(6, 0, -2) | list, range(0) | list
range(1000000)
namespace(a=1).a, namespace({"b": 2}, c=3).b, dict(a=1, b=2), dict({"x": 1}, y=2), namespace().x is undefined
strftime_now is defined
raise_exception("no")
lipsum is callable
self is undefined
s.format is defined
l * 2
1 / 0
1 % 0
[[1, 2], [3]] | map("length") | list, [[1, 2], [3]] | map("first") | list, [[1, 2], [3]] | sum(start=[])
[{"a": {"b": 1}}, {"a": {"b": 2}}] | map(attribute="a.b") | list, [[7, 8]] | map(attribute=1) | list
(1, 2, 3) | list, (1, 2)[0], (1, 2, 3)[1:], (1 if t else 2,), ("a")
{"a": {"b": [1, {"c": "deep"}]}}["a"].b[1].c
"a" "b" 'c'
not not t, not t == t, i if not n
3 is not in l, 3 is not odd
i == 7 and s is string or n
s is defined and s | length > 3
i is divisibleby 7 and t
s | upper ~ "!" | lower, -1 | abs, 2 + 3 | string | length
"a" < "b" == true
l == [3, 1, 2], d == {"a": "x", "b": 1, "items": [1]}, d != {}
"é" | upper, "ß" | upper, "ÀÉ" | lower, "straße" | title
"\u00a0x\u2003" | trim, "\u200bx" | trim | length, "\x1cx\x85" | trim
m[0] == m[0], m[0] in m, m.index(m[1])
{"a": 1}.a, {"get": 1}.get("get"), {"get": 1}["get"]
d[n] is undefined, d[1] is undefined, s["upper"]()
joiner is defined, cycler is defined
""".strip("\n")

TEMPLATES = [
    "a{% if t %}b{% endif %}c", "a\n{% if t %}\nb\n{% endif %}\nc\n", "a  {%- if t -%}  b  {%- endif -%}  c", "a\n  {% if t %}  \nb\n  {% endif %}\nc",
    "  {% set x = 1 %}\n{{ x }}\n", "  {{ 1 }}\n  {{- 2 }}\n{{ 3 -}}  \n 4", "x\n\t{%+ if t %}y{% endif %}", "{# c #}\na{#- d -#}  \nb  {# e #}  \nc",
    "\n\n{% if t %}\n\n{% endif %}\n\n", "a\r\nb\rc\n", "a\n\n", "{{ 'a\r\nb' | tojson }}", "{{ '{{' }}{{ '%}' }}{{ {'a': {'b': 1}}['a']['b'] }}{{ {} }}",
    "{% if e %}1{% elif n %}2{% elif i %}3{% else %}4{% endif %}", "{% if e %}1{% else %}4{% endif %}",
    "{% for x in l %}{{ loop.index }}/{{ loop.length }}:{{ x }}{% if not loop.last %},{% endif %}{% else %}none{% endfor %}",
    "{% for x in e %}{{ x }}{% else %}none{% endfor %}", "{% for x in zz %}{{ x }}{% else %}none{% endfor %}", "{% for x in n %}{% endfor %}", "{% for x in i %}{% endfor %}",
    "{% for x in l if x > 1 %}{{ loop.index0 }}{{ x }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }} {% endfor %}",
    "{% for x in l if x > 9 %}{{ x }}{% else %}none{% endfor %}", "{% for c in 'aü' %}{{ c }}.{% endfor %}", "{% for k in d %}{{ k }}{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k, v in d | items %}{{ k }}={{ v }};{% endfor %}", "{% for (a, b) in [(1, 2), [3, 4]] %}{{ a }}{{ b }}{% endfor %}",
    "{% for a, b in [(1, 2, 3)] %}{% endfor %}", "{% for x in l %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}", "{% for x in l %}{{ loop.cycle('a', 'b') }}{{ loop.depth }}{% endfor %}",
    "{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% if x == 2 %}{% break %}{% endif %}{% endfor %}", "{% for x in [1, 2, 3] %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% else %}none{% endfor %}",
    "{% break %}", "{% for x in l %}{% for y in l %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}",
    "{% set x = 1 %}{% for y in l %}{% set x = x + y %}{{ x }} {% endfor %}{{ x }}", "{% for y in l %}{% set z = y %}{% endfor %}{{ z is defined }}",
    "{% if t %}{% set x = 5 %}{% endif %}{{ x }}", "{% set ns = namespace(x=1) %}{% for y in l %}{% set ns.x = ns.x + y %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace() %}{% set ns.a = 1 %}{% set ns.b = ns.a ~ 'x' %}{{ ns.b }}{{ ns.c is defined }}", "{% set d.x = 1 %}", "{% set zz.x = 1 %}", "{% set ns = namespace(_a=1) %}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a = 1, 2 %}{{ a }}", "{% set a, b = [1] %}", "{% set x %}a{{ 1 }}b{% endset %}{{ x }}{{ x | length }}",
    "{% set x | upper | trim %} a{{ 'b' }} {% endset %}[{{ x }}]", "{% set x %}{% set y = 1 %}{% endset %}{{ y is defined }}", "{% filter upper %}a{{ 'b' }}{% endfilter %}", "{% filter replace('a', 'b') | upper %}aXa{% endfilter %}",
    "{% macro f(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, 3) }} {{ f(1, c=4) }} {{ f(b=1, a=2) }} {{ f() }}", "{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}",
    "{% macro f(a) %}{% endmacro %}{{ f(z=2) }}", "{% macro f(x) %}{% if x > 0 %}{{ x }}{{ f(x - 1) }}{% endif %}{% endmacro %}{{ f(3) }}", "{% macro f() %}{{ y }}{% endmacro %}{% set y = 1 %}{{ f() }}",
    "{% macro f() %}{% set y = 2 %}{{ y }}{% endmacro %}{% set y = 1 %}{{ f() }}{{ y }}", "{% macro f() %}{{ caller() }}!{% endmacro %}{% call f() %}a{{ i }}{% endcall %}",
    "{% macro f(l) %}{% for x in l %}{{ caller(x) }}{% endfor %}{% endmacro %}{% call(y) f(l) %}<{{ y }}>{% endcall %}", "{% macro f() %}{{ caller() }}{% endmacro %}{{ f() }}",
    "{% for x in l %}{% macro f() %}{{ x }}{% endmacro %}{{ f() }}{% endfor %}", "{% macro f() %}\n  a\n{% endmacro %}[{{ f() }}]", "{{ f(1) if f is defined else 'no' }}",
    "{% raw %}{{ x }}{% if %}{% endraw %}", "a {%- raw -%} {{ b }} {%- endraw -%} c", "{% generation %}a{% endgeneration %}b", "{% generation %}{% set q = 1 %}{% endgeneration %}{{ q is defined }}",
    "{{ namespace(**{'a': 1}).a }}{{ range(*[1, 3]) | list }}", "{{ [1, 2,] }}{{ {'a': 1,} }}{{ range(3,) | list }}", "{{ l | join(d=', ') }}{{ 'x' | replace(old='x', new='y') }}",
    "{% set messages = [1] %}{{ messages }}", "{% set none = 1 %}", "{{ loop is defined }}", "{% if (t and\n not n) -%}\n  a\n{%- endif %}", "{% if not(t) %}a{% endif %}{% if t: %}b{% endif %}",
    "{{ 1 }}{{ 2 -}}\n\n{{- 3 }}", "{{", "{{ 1", "{% if t %}", "{% endif %}", "{% nothing %}", "{{ 1 + }}", "{{ (1 }}", "{{ 'a }}", "{# a", "{% raw %} x", "{{ }}", "{% for in l %}{% endfor %}", "{% if %}{% endif %}", "{{ a b }}", "{{ 1 is }}", "{{ $ }}", "{{ [1, 2) }}",
    "{{ m | tojson }}", "{{ m }}", "{{ m[1].content }}", "{{ m[0].content | trim }}|{{ m[0]['content'].strip() }}", "{%- for x in m -%}\n  {{- x.role -}}\n{%- endfor -%}", "{% set x = none %}{{ x }}{{ x is none }}",
    "{% for x in l | sort %}{{ x }}{% endfor %}", "{% for x in l[1:] + [9] %}{{ x }}{% endfor %}", "{% for x in 1, 2 %}{{ x }}{% endfor %}", "{% set g = l | select('odd') %}{{ g | list }}{{ g | list }}",
    "{% for i in range(2) %}{% set x = i %}{{ x }}{% endfor %}{{ i }}", "{% if t %}{% for x in l %}{{ x if x > 1 }}{% endfor %}{% endif %}", "{{ 'a' if t else 'b' ~ 'c' }}", "{{ ('a' if t else 'b') ~ 'c' }}",
]


def render(template):
    try:
        return chat_template_utils._compile_jinja_template(template).render(**VARIABLES)
    except Exception:
        return None


expressions = EXPRESSIONS.replace("\\\nc", "\0").split("\n")
templates = ["{{ [" + e.replace("\0", "\\\nc") + "] }}" if "," in e else "{{ " + e.replace("\0", "\\\nc") + " }}" for e in expressions] + TEMPLATES
rows = [[template, render(template)] for template in templates]
print('{"variables": ' + json.dumps(VARIABLES) + ', "rows": [')
print(",\n".join(json.dumps(row) for row in rows) + "]}")
