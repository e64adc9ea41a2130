package dev.retool4j.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of the program and of the Java that runs it.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[]{"retool " + version() + " (Java " + Runtime.version() + ")"};
    }

    /// As the jar's manifest says; `development` where classes run from a folder.
    static String version() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
