package dev.retool4j.rollout;

import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.Limits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// An interpreter whose programs are answered by a function of their code.
public record FakeInterpreter(Function<String, ExecutionResult> answer, Executor executor, List<String> ran) implements Interpreter {

    public static FakeInterpreter printing(Function<String, String> stdout) {
        return new FakeInterpreter(code -> finished(stdout.apply(code)), Runnable::run, new CopyOnWriteArrayList<>());
    }

    public static FakeInterpreter giving(Function<String, ExecutionResult> answer) {
        return new FakeInterpreter(answer, Runnable::run, new CopyOnWriteArrayList<>());
    }

    public static ExecutionResult finished(String stdout) {
        return new ExecutionResult(ExecutionResult.Status.FINISHED, stdout, "", 0, 0.01, 0.01);
    }

    public static ExecutionResult failed(String stderr) {
        return new ExecutionResult(ExecutionResult.Status.ERROR, "", stderr, 1, 0.01, 0.01);
    }

    @Override
    public CompletableFuture<ExecutionResult> submit(String code, Limits limits) {
        ran.add(code);
        return CompletableFuture.supplyAsync(() -> answer.apply(code), executor);
    }

    @Override
    public String description() {
        return "fake";
    }

    @Override
    public void close() {}
}
