package dev.retool4j.data;

/// When two questions count as the same problem. The defaults tell AMC 2023, MATH-500 and AIME in DAPO-Math-17k from problems that share
/// only a wording (see `docs/data.md`).
///
/// @param words   length of the runs of words that are compared
/// @param share   least share of the evaluation question's runs that the training question has too, above 0 to 1
/// @param numbers least share of the evaluation question's numbers that the training question has too, 0 to 1: a wording used again with
///                other numbers is another problem
public record ContaminationOptions(int words, double share, double numbers) {
    public static final ContaminationOptions DEFAULT = new ContaminationOptions(8, 0.5, 0.8);

    public ContaminationOptions {
        if (words < 2 || words > 50) throw new IllegalArgumentException("words must be from 2 to 50, got " + words);
        if (!(share > 0 && share <= 1)) throw new IllegalArgumentException("share must be above 0 and at most 1, got " + share);
        if (!(numbers >= 0 && numbers <= 1)) throw new IllegalArgumentException("numbers must be from 0 to 1, got " + numbers);
    }
}
