namespace Slug.Models.Training;

/// <summary>A learning rate that rises linearly over the warm-up, then falls to zero along half a cosine.</summary>
/// <param name="Peak">The rate at the end of the warm-up.</param>
/// <param name="WarmupSteps">Steps of the rise; zero starts at the peak.</param>
/// <param name="TotalSteps">Steps in all.</param>
public sealed record CosineSchedule(double Peak, int WarmupSteps, int TotalSteps)
{
    /// <summary>The rate of step <paramref name="step"/>, counted from zero.</summary>
    public double At(int step)
    {
        if (step < WarmupSteps) return Peak * (step + 1) / WarmupSteps;
        var progress = (step - WarmupSteps) / (double)Math.Max(1, TotalSteps - WarmupSteps);
        return Peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
