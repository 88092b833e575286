namespace Slug.Evaluation.Membership;

/// <summary>
/// Logistic regression on one number, with an intercept. Minimises <c>C·Σ log-loss + w²/2</c> with C = 1; the intercept is free. Solved with
/// Newton's method to machine precision: the optimum is unique, so it is the one that any other solver approaches.
/// </summary>
internal sealed record LogisticRegression(double Weight, double Intercept)
{
    private const int MaxIterations = 100;

    public bool Predict(double x) => (Weight * x) + Intercept > 0;

    public static LogisticRegression Fit(IReadOnlyList<double> xs, IReadOnlyList<bool> labels)
    {
        double w = 0, b = 0;
        var loss = Loss(xs, labels, w, b);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            double gw = w, gb = 0, hww = 1, hwb = 0, hbb = 0;
            for (var i = 0; i < xs.Count; i++)
            {
                var p = Sigmoid((w * xs[i]) + b);
                var residual = p - (labels[i] ? 1 : 0);
                var curvature = p * (1 - p);
                gw += residual * xs[i];
                gb += residual;
                hww += curvature * xs[i] * xs[i];
                hwb += curvature * xs[i];
                hbb += curvature;
            }

            var determinant = (hww * hbb) - (hwb * hwb);
            if (determinant <= 0) break;
            var dw = ((hbb * gw) - (hwb * gb)) / determinant;
            var db = ((hww * gb) - (hwb * gw)) / determinant;
            // Halve the step while it overshoots; Newton's direction always descends on a convex loss.
            var step = 1.0;
            while (step > 1e-10 && Loss(xs, labels, w - (step * dw), b - (step * db)) > loss) step /= 2;
            w -= step * dw;
            b -= step * db;
            var next = Loss(xs, labels, w, b);
            if (loss - next <= 1e-14 * Math.Abs(loss)) break;
            loss = next;
        }

        return new LogisticRegression(w, b);
    }

    private static double Loss(IReadOnlyList<double> xs, IReadOnlyList<bool> labels, double w, double b)
    {
        var loss = w * w / 2;
        for (var i = 0; i < xs.Count; i++)
        {
            var z = (w * xs[i]) + b;
            // log(1 + exp(-margin)), without overflow.
            var margin = labels[i] ? z : -z;
            loss += Math.Max(0, -margin) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
        }

        return loss;
    }

    private static double Sigmoid(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));
}
