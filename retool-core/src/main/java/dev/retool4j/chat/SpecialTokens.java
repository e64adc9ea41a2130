package dev.retool4j.chat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The added tokens of a `tokenizer.json`, by spelling and by id.
final class SpecialTokens {
    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final Set<Integer> all = new HashSet<>();

    SpecialTokens(JsonNode addedTokens) {
        for (var token : addedTokens) {
            ids.put(token.path("content").asString(), token.path("id").asInt());
        }
        all.addAll(ids.values());
    }

    Map<String, Integer> ids() {
        return ids;
    }

    OptionalInt id(String spelling) {
        var id = ids.get(spelling);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    boolean isSpecial(int id) {
        return all.contains(id);
    }

    int largestId() {
        return all.stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    /// Cuts a text so that no part holds a special token's spelling: before the last character of the spelling that ends first, and so on.
    List<String> breakSpellings(String text) {
        var parts = new ArrayList<String>();
        int begin = 0;
        for (int end = 1; end <= text.length(); end++) {
            if (!spellingEndsAt(text, begin, end)) continue;
            if (end - 1 > begin) parts.add(text.substring(begin, end - 1));
            begin = end - 1;
        }
        if (begin < text.length()) parts.add(text.substring(begin));
        return parts;
    }

    private boolean spellingEndsAt(String text, int begin, int end) {
        for (var spelling : ids.keySet()) {
            int start = end - spelling.length();
            if (start >= begin && text.startsWith(spelling, start)) return true;
        }
        return false;
    }
}
