using System.Collections;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A list of modules, named by their places. Members are registered when the list itself is: add them before that.</summary>
/// <typeparam name="T">The modules' type.</typeparam>
public class ModuleList<T> : Module, IList<T> where T : Module
{
    private readonly List<T> _list = [];
    private bool _registered;

    /// <summary>Makes a list.</summary>
    /// <param name="modules">Modules in order.</param>
    public ModuleList(params T[] modules) : base(nameof(ModuleList)) => _list.AddRange(modules ?? []);

    /// <summary>The number of modules.</summary>
    public int Count => _list.Count;

    /// <summary>False.</summary>
    public bool IsReadOnly => false;

    /// <summary>The module at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public T this[int index]
    {
        get => _list[index];
        set => _list[index] = value;
    }

    /// <summary>Adds a module at the end.</summary>
    /// <param name="item">The module.</param>
    public void Add(T item) => _list.Add(item);

    /// <summary>Adds modules at the end.</summary>
    /// <param name="parameters">The modules.</param>
    public void append(params T[] parameters) => _list.AddRange(parameters ?? []);

    /// <summary>Adds modules at the end.</summary>
    /// <param name="modules">The modules.</param>
    public void extend(IEnumerable<T> modules) => _list.AddRange(modules);

    /// <summary>Removes all modules.</summary>
    public void Clear() => _list.Clear();

    /// <summary>Whether a module is in the list.</summary>
    /// <param name="item">The module.</param>
    public bool Contains(T item) => _list.Contains(item);

    /// <summary>Copies the modules to an array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="arrayIndex">Where to start in it.</param>
    public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    /// <summary>A module's place, or -1.</summary>
    /// <param name="item">The module.</param>
    public int IndexOf(T item) => _list.IndexOf(item);

    /// <summary>Puts a module at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="item">The module.</param>
    public void Insert(int index, T item) => _list.Insert(index, item);

    /// <summary>Takes a module out.</summary>
    /// <param name="item">The module.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(T item) => _list.Remove(item);

    /// <summary>Takes the module at a place out.</summary>
    /// <param name="index">The place, from 0.</param>
    public void RemoveAt(int index) => _list.RemoveAt(index);

    /// <summary>The modules in order.</summary>
    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Registers the members under their places, once.</summary>
    protected override void RegisterComponents()
    {
        if (_registered)
            return;
        for (var i = 0; i < _list.Count; i++)
            register_module($"{i}", _list[i]);
        _registered = true;
    }
}
