package dev.retool4j.cli;

import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.ToolProtocol;
import dev.retool4j.model.LoraOptions;
import dev.retool4j.model.Placement;
import dev.retool4j.model.Precision;
import dev.retool4j.model.SaveOptions;
import dev.retool4j.train.SftOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fine-tuning run on cold-start traces.
///
/// @param name  of the run: its directory is `runs/name`
/// @param runs  folder of all runs
/// @param seed  of everything that is random in the run
/// @param model the policy to start from: a model folder, or a run
/// @param device    where the policy stands: cpu, cuda, or one of several GPUs such as cuda:1
/// @param precision of its weights: fp32, or bf16 with fp32 master copies
/// @param lora  adapters that are trained in place of the weights, where lora.rank is above 0
/// @param data  files of traces, as `retool cold-start` writes them, or of chat messages, as ReTool-SFT has them (JSONL or parquet)
/// @param skip  whether a trace that breaks the format is left out and counted, instead of ending the run
/// @param prompt a prompt template for the problems, as `rollout.prompt` names it; null: the prompt that each trace has. `chat.protocol=tool_calls`
///               needs one, since the traces' own speak of tags
/// @param chat  chat template and tool protocol that the traces are rendered in, those of the rollouts that follow
/// @param sft   batch, optimiser, schedule
/// @param checkpointEvery steps between checkpoints; 0: only at the end, or when stopped
/// @param save  in which form the policy is saved
record SftRunOptions(String name, Path runs, long seed, @Nullable String model, String device, Precision precision, LoraOptions lora,
        List<Path> data, boolean skip, @Nullable String prompt, ChatOptions chat, SftOptions sft, int checkpointEvery, SaveOptions save) {
    static final SftRunOptions DEFAULT = new SftRunOptions("sft", Path.of("runs"), 1, null, "cpu", Precision.FP32, LoraOptions.NONE,
            List.of(), false, null, ChatOptions.DEFAULT, SftOptions.DEFAULT, 100, SaveOptions.DEFAULT);

    SftRunOptions {
        data = List.copyOf(data);
        RunOptions.checkName(name);
        if (prompt == null && chat.protocol() == ToolProtocol.Kind.TOOL_CALLS)
            throw new IllegalArgumentException("chat.protocol=tool_calls needs a prompt that says nothing of tags: prompt=verl");
        if (chat.protocol() == ToolProtocol.Kind.RETOOL)
            throw new IllegalArgumentException("chat.protocol=retool is how released checkpoints are evaluated: use inline or tool_calls");
        if (checkpointEvery < 0) throw new IllegalArgumentException("checkpoint_every must be 0 or more steps, got " + checkpointEvery);
        new Placement(device, precision); // complains
    }

    Placement placement() {
        return new Placement(device, precision);
    }
}
