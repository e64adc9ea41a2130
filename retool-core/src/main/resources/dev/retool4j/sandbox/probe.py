import importlib, json, sys
_missing = []
for _name in sys.argv[1:]:
    try:
        importlib.import_module(_name)
    except Exception as e:
        _missing.append("%s (%s)" % (_name, e))
print(json.dumps({"version": list(sys.version_info[:2]), "executable": sys.executable, "missing": _missing}))
