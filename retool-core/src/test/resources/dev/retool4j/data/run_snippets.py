# Runs Python snippets for tests: one JSON string in, one JSON array [succeeded, stdout, last line of the traceback] out, line by line.
import contextlib, io, json, sys, traceback

for line in sys.stdin:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(json.loads(line), "main.py", "exec"), {"__name__": "__main__"})
        answer = [True, out.getvalue(), ""]
    except BaseException:
        answer = [False, out.getvalue(), traceback.format_exc().strip().split("\n")[-1]]
    print(json.dumps(answer), flush=True)
