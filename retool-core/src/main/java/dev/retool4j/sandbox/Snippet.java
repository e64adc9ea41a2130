package dev.retool4j.sandbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One program to run, with what it is given and what is wanted back.
///
/// @param code   Python source
/// @param limits what it may use
/// @param stdin  its standard input; null: empty
/// @param files  files that lie in its folder when it starts, by relative path
/// @param fetch  files of its folder to bring back, by relative path; those that do not exist are left out
/// @param seed   where its random numbers come from; null: as the interpreter's options say
public record Snippet(String code, Limits limits, @Nullable String stdin, Map<String, byte[]> files, List<String> fetch,
        @Nullable Long seed) {
    public Snippet {
        files = Map.copyOf(files);
        fetch = List.copyOf(fetch);
    }

    public Snippet(String code, Limits limits) {
        this(code, limits, null, Map.of(), List.of(), null);
    }
}
