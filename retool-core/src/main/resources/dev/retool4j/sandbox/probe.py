import importlib, importlib.util, json, sys
_missing = []
for _name in sys.argv[2:]:
    try:
        if sys.argv[1] == "import":
            importlib.import_module(_name)
        elif importlib.util.find_spec(_name) is None:
            _missing.append(_name)
    except Exception as e:
        _missing.append("%s (%s)" % (_name, e))
print(json.dumps({"version": list(sys.version_info[:2]), "executable": sys.executable, "missing": _missing}))
