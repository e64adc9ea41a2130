package dev.retool4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// Holds the direction of the packages, as docs/architecture.md draws it.
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.retool4j");

    @Test
    void packagesDependInOneDirection() {
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true) //
                .layer("data").definedBy("dev.retool4j.data..") //
                .layer("chat").definedBy("dev.retool4j.chat..") //
                .layer("sandbox").definedBy("dev.retool4j.sandbox..") //
                .layer("rollout").definedBy("dev.retool4j.rollout..") //
                .layer("reward").definedBy("dev.retool4j.reward..") //
                .layer("analysis").definedBy("dev.retool4j.analysis..") //
                .layer("run").definedBy("dev.retool4j.run..") //
                .layer("model").definedBy("dev.retool4j.model..") //
                .layer("train").definedBy("dev.retool4j.train..") //
                .layer("dist").definedBy("dev.retool4j.dist..") //
                .layer("web").definedBy("dev.retool4j.web..") //
                .layer("cli").definedBy("dev.retool4j.cli..") //
                .whereLayer("cli").mayNotBeAccessedByAnyLayer() //
                .whereLayer("web").mayOnlyBeAccessedByLayers("cli") //
                .whereLayer("train").mayOnlyBeAccessedByLayers("cli") //
                .whereLayer("model").mayOnlyBeAccessedByLayers("train", "cli", "dist") //
                .whereLayer("analysis").mayOnlyBeAccessedByLayers("run", "train", "web", "cli") //
                .whereLayer("run").mayOnlyBeAccessedByLayers("train", "web", "cli") //
                .whereLayer("sandbox").mayNotAccessAnyLayer() //
                .whereLayer("reward").mayOnlyAccessLayers("data") //
                .whereLayer("rollout").mayOnlyAccessLayers("chat", "sandbox", "data") //
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.retool4j.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyModelTrainAndDistKnowLibtorch() {
        noClasses().that().resideOutsideOfPackages("dev.retool4j.model..", "dev.retool4j.train..", "dev.retool4j.dist..").should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..").check(CLASSES);
    }

    /// Its driver is found by `java.sql`, so that whoever reads no parquet can leave it out.
    @Test
    void nobodyKnowsDuckDb() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("org.duckdb..").check(CLASSES);
    }

    @Test
    void onlyWebKnowsJavalin() {
        noClasses().that().resideOutsideOfPackage("dev.retool4j.web..").should().dependOnClassesThat().resideInAnyPackage("io.javalin..")
                .check(CLASSES);
    }
}
