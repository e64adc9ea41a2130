package dev.retool4j.chat.jinja;

/// What a name, attribute or element that does not exist gives: empty when printed or iterated, false, and an error in anything else.
///
/// @param why what to say when it is used
record Undefined(String why) {

    static Undefined name(String name) {
        return new Undefined(PythonText.repr(name) + " is undefined");
    }

    static Undefined attribute(Object of, Object name) {
        var kind = PythonText.repr(of == None.NONE ? "None" : Values.typeName(of) + " object");
        return new Undefined(kind + (name instanceof String ? " has no attribute " : " has no element ") + PythonText.repr(name));
    }

    Fault fault() {
        return new Fault(why);
    }
}
