package dev.retool4j.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints a completion script.
@Command(name = "completion", description = "Print a completion script for bash or zsh.", //
        footer = {"%nExample:", "  source <(retool completion bash)"})
final class CompletionCommand extends RetoolCommand {
    /// Shells that there is a script for.
    enum Shell {
        BASH, ZSH
    }

    @Parameters(paramLabel = "SHELL", defaultValue = "bash", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. zsh reads the script of bash.")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        var script = AutoComplete.bash("retool", spec().root().commandLine());
        // the header tells bash nothing; zsh needs its emulation of bash's completion first
        console().result(shell == Shell.ZSH ? "autoload -U +X bashcompinit && bashcompinit\n" + script : script);
        return 0;
    }
}
