namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Learning rate schedules.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups; made at step 0, <see cref="step()"/> goes to the next.</summary>
            public abstract class LRScheduler
            {
                private readonly ILearningRateController[] _groups;
                private readonly double[] _initial;
                private int _step;

                private protected LRScheduler(Optimizer optimizer, int last_epoch)
                {
                    _groups = optimizer.ParamGroups.ToArray();
                    _initial = Array.ConvertAll(_groups, group => group.InitialLearningRate);
                    _step = last_epoch;
                }

                /// <summary>Goes to the next step.</summary>
                public virtual void step()
                {
                    _step++;
                    for (var i = 0; i < _groups.Length; i++)
                        _groups[i].LearningRate = Rate(_initial[i], _step);
                }

                /// <summary>The groups' learning rates.</summary>
                public IEnumerable<double> get_last_lr() => _groups.Select(group => group.LearningRate);

                /// <summary>The learning rate of a step.</summary>
                private protected abstract double Rate(double initial, int step);
            }

            private sealed class LambdaSchedule : LRScheduler
            {
                private readonly Func<int, double> _factor;

                public LambdaSchedule(Optimizer optimizer, Func<int, double> factor, int last_epoch) : base(optimizer, last_epoch)
                {
                    _factor = factor;
                    step();
                }

                private protected override double Rate(double initial, int step) => initial * _factor(step);
            }

            private sealed class CosineSchedule : LRScheduler
            {
                private readonly double _period;
                private readonly double _lowest;

                public CosineSchedule(Optimizer optimizer, double period, double lowest, int last_epoch) : base(optimizer, last_epoch)
                {
                    (_period, _lowest) = (period, lowest);
                    step();
                }

                private protected override double Rate(double initial, int step) =>
                    _lowest + (initial - _lowest) * (1 + Math.Cos(Math.PI * step / _period)) / 2;
            }

            /// <summary>The initial learning rate times a function of the step.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="lr_lambda">The function; steps count from 0.</param>
            /// <param name="last_epoch">The step before the first.</param>
            /// <param name="verbose">False in this stand-in: nothing is printed.</param>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new LambdaSchedule(optimizer, lr_lambda, last_epoch);

            /// <summary>Half a cosine from the initial learning rate to the lowest one.</summary>
            /// <param name="optimizer">The optimizer.</param>
            /// <param name="T_max">Steps to the lowest rate.</param>
            /// <param name="eta_min">The lowest rate.</param>
            /// <param name="last_epoch">The step before the first.</param>
            /// <param name="verbose">False in this stand-in: nothing is printed.</param>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new CosineSchedule(optimizer, T_max, eta_min, last_epoch);
        }
    }
}
