using Slug.Experiments.Configuration;
using Slug.Models.Classifiers;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>Looks whether a classifier on this machine is one, and of the right domain, before pictures are made for it.</summary>
internal static class ClassifierChecks
{
    /// <summary>Reads names and shapes; no weight.</summary>
    /// <param name="file">The classifier.</param>
    /// <param name="domain">What it judges.</param>
    /// <param name="classes">How many classes it is to have; <c>other</c> may come on top.</param>
    /// <param name="place">Where the config names it.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Open(string file, string domain, int classes, string place, ConfigCheck check) => check.OpenModel(place, file, () =>
    {
        PlainFile.Ensure(file);
        var wrong = Mismatch(file, Vit.Look(file).Classes, domain, classes);
        check.That(wrong is null, place, wrong ?? "");
    });

    /// <summary>What is wrong with a classifier's number of classes; null where nothing is.</summary>
    /// <param name="file">The classifier.</param>
    /// <param name="tells">How many classes it has.</param>
    /// <param name="domain">What it judges.</param>
    /// <param name="classes">How many it is to have.</param>
    public static string? Mismatch(string file, int tells, string domain, int classes) => tells - classes is 0 or 1
        ? null
        : $"{file} tells {tells} classes, and there are {classes} for '{domain}' (judge.classes, or else its labels): there must be one for each, or one less where the last is 'other'. Is it another domain's classifier?";
}
