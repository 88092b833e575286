using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers and learning rate schedules.</summary>
    public static partial class optim
    {
        /// <summary>What changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>The groups of parameters.</summary>
            protected IList<ParamGroup> _parameter_groups = [];

            /// <summary>The groups of parameters, to read and set their learning rates.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Fills the gradients of all parameters with zeros.</summary>
            public abstract void zero_grad();

            /// <summary>Changes the parameters once.</summary>
            /// <param name="closure">A function that computes the loss and its gradients first, or null.</param>
            /// <returns>The closure's loss, or null without one.</returns>
            public abstract Tensor step(Func<Tensor>? closure = null);

            /// <summary>The parameters of all groups.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>Adds a group of parameters; options that it leaves open are the optimizer's.</summary>
            /// <param name="param_group">The group.</param>
            public abstract void add_param_group(ParamGroup param_group);

            /// <summary>Frees what the optimizer remembers about the parameters, not the parameters.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees what the optimizer remembers about the parameters.</summary>
            /// <param name="disposing">Whether the call comes from <see cref="Dispose()"/>.</param>
            protected virtual void Dispose(bool disposing)
            {
            }
        }

        /// <summary>Something whose learning rate can be set: a group of parameters.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate of the next step.</summary>
            double LearningRate { set; get; }

            /// <summary>The learning rate that schedules start from.</summary>
            double InitialLearningRate { set; get; }
        }

        /// <summary>Something with momentum.</summary>
        public interface IMomentum
        {
            /// <summary>The momentum.</summary>
            double Momentum { get; set; }
        }

        /// <summary>Something with decay rates of two averages.</summary>
        public interface IBetas
        {
            /// <summary>The decay rates.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
