using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Slug.Models.Checkpoints.Torch;

/// <summary>
/// Reads the pickles that PyTorch writes, without being able to do what pickles do: a pickle is a program that Python runs, and loading one from
/// a stranger there is running the stranger's code. Here instructions only build containers, and the few names that a checkpoint needs
/// (<see cref="PickleNames"/>) build tensors and inert modules; objects of other classes become inert too. Names that run programs are refused.
/// </summary>
internal sealed class PickleReader
{
    private readonly byte[] _data;
    private readonly PickleStack _stack = new();
    private readonly Dictionary<long, object?> _memo = [];
    private readonly SortedSet<string> _refused = new(StringComparer.Ordinal);
    private int _at;

    private PickleReader(byte[] data) => _data = data;

    /// <summary>The value that the pickle builds.</summary>
    /// <exception cref="PickleFormatException">It is malformed, or uses names that are refused; they are all listed.</exception>
    public static object? Read(byte[] data)
    {
        var reader = new PickleReader(data);
        object? value = null;
        try
        {
            value = reader.Run();
        }
        catch (PickleFormatException) when (reader._refused.Count > 0)
        {
            // What was refused is the reason: the rest of the pickle works on what the call would have given.
            value = null;
        }

        if (reader._refused.Count == 0) return value;
        throw new PickleFormatException($"it refers to {string.Join(", ", reader._refused)}, which Python would run when loading it: such a file means harm. "
            + "Get the weights from another place. If you trust this one, save its state_dict alone, or as safetensors, on a machine with PyTorch.");
    }

    private object? Run()
    {
        while (true)
        {
            var at = _at;
            var code = Take(1)[0];
            if (code == (byte)'.') return _stack.Pop();
            if (!Step(code))
                throw new PickleFormatException($"it has the instruction 0x{code:x2} at byte {at}, which no checkpoint needs.");
        }
    }

    private bool Step(byte code) => Constant(code) || Container(code) || Memory(code) || Reference(code);

    private bool Constant(byte code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                if (Take(1)[0] > 5) throw new PickleFormatException("it is of a protocol newer than 5.");
                break;
            case 0x95: _ = Take(8); break; // FRAME: only a hint how much to read at once
            case (byte)'N': _stack.Push(null); break;
            case 0x88: _stack.Push(true); break;
            case 0x89: _stack.Push(false); break;
            case (byte)'J': _stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case (byte)'K': _stack.Push((long)Take(1)[0]); break;
            case (byte)'M': _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case 0x8a: _stack.Push(LongInteger(Take(Take(1)[0]))); break;
            case 0x8b: _stack.Push(LongInteger(Take(Length(4)))); break;
            case (byte)'I': _stack.Push(Line() switch { "00" => false, "01" => true, var text => (object)Integer(text) }); break;
            case (byte)'L': _stack.Push(Integer(Line().TrimEnd('L'))); break;
            case (byte)'G': _stack.Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case (byte)'F': _stack.Push(double.TryParse(Line(), CultureInfo.InvariantCulture, out var number) ? number : double.NaN); break;
            case (byte)'X': _stack.Push(Text(Length(4))); break;
            case 0x8c: _stack.Push(Text(Take(1)[0])); break;
            case 0x8d: _stack.Push(Text(Length(8))); break;
            case (byte)'V' or (byte)'S': _stack.Push(Line()); break;
            case (byte)'T': _stack.Push(Text(Length(4))); break;
            case (byte)'U': _stack.Push(Text(Take(1)[0])); break;
            case (byte)'B': _stack.Push(Take(Length(4)).ToArray()); break;
            case (byte)'C': _stack.Push(Take(Take(1)[0]).ToArray()); break;
            case 0x8e or 0x96: _stack.Push(Take(Length(8)).ToArray()); break;
            default: return false;
        }

        return true;
    }

    private bool Container(byte code)
    {
        switch (code)
        {
            case (byte)'(': _stack.PushMark(); break;
            case (byte)')': _stack.Push(new PickleTuple([])); break;
            case (byte)'t': _stack.Push(new PickleTuple(_stack.PopToMark())); break;
            case 0x85 or 0x86 or 0x87: _stack.Push(TupleOf(code - 0x84)); break;
            case (byte)']' or 0x8f: _stack.Push(new PickleList()); break;
            case (byte)'l' or 0x91: // LIST, FROZENSET
                var list = new PickleList();
                list.Items.AddRange(_stack.PopToMark());
                _stack.Push(list);
                break;
            case (byte)'a':
                var item = _stack.Pop();
                Append([item]);
                break;
            case (byte)'e' or 0x90:
                var items = _stack.PopToMark();
                Append(items);
                break;
            case (byte)'}': _stack.Push(new PickleDictionary()); break;
            case (byte)'d': _stack.Push(Fill(new PickleDictionary(), _stack.PopToMark())); break;
            case (byte)'s':
                var value = _stack.Pop();
                var key = _stack.Pop();
                Fill(Target(), [key, value]);
                break;
            case (byte)'u':
                var pairs = _stack.PopToMark();
                Fill(Target(), pairs);
                break;
            case (byte)'0': _ = _stack.Pop(); break;
            case (byte)'1': _ = _stack.PopToMark(); break;
            case (byte)'2': _stack.Push(_stack.Peek()); break;
            default: return false;
        }

        return true;
    }

    private bool Memory(byte code)
    {
        switch (code)
        {
            case (byte)'q': _memo[Take(1)[0]] = _stack.Peek(); break;
            case (byte)'r': _memo[Length(4)] = _stack.Peek(); break;
            case (byte)'p': _memo[Integer(Line())] = _stack.Peek(); break;
            case 0x94: _memo[_memo.Count] = _stack.Peek(); break;
            case (byte)'h': _stack.Push(Recall(Take(1)[0])); break;
            case (byte)'j': _stack.Push(Recall(Length(4))); break;
            case (byte)'g': _stack.Push(Recall(Integer(Line()))); break;
            default: return false;
        }

        return true;
    }

    private bool Reference(byte code)
    {
        switch (code)
        {
            case (byte)'c':
                var space = Line();
                _stack.Push(Named(space, Line()));
                break;
            case 0x93:
                var name = _stack.Pop<string>();
                _stack.Push(Named(_stack.Pop<string>(), name));
                break;
            case (byte)'Q': _stack.Push(PickleNames.Storage(_stack.Pop())); break;
            case (byte)'R' or 0x81: // REDUCE, NEWOBJ
                var arguments = _stack.Pop();
                var callee = _stack.Pop();
                // TorchScript writes the value of an enumeration's member bare, where Python wants a tuple.
                if (arguments is not PickleTuple && callee is PickleGlobal { IsOfScript: true }) arguments = new PickleTuple([arguments]);
                Call(callee, arguments is PickleTuple { Items: var given } ? given : throw new PickleFormatException("it has something else where a Tuple is needed."));
                break;
            case 0x92: // NEWOBJ_EX
                _ = _stack.Pop();
                var positional = _stack.Pop<PickleTuple>();
                Call(_stack.Pop(), positional.Items);
                break;
            case (byte)'i': // INST
                var from = Line();
                Call(Named(from, Line()), _stack.PopToMark());
                break;
            case (byte)'o': // OBJ
                var all = _stack.PopToMark();
                Call(all.FirstOrDefault(), all.Skip(1).ToList());
                break;
            case (byte)'b':
                // State set on an object. A module of TorchScript is nothing else; containers of PyTorch carry some that does not matter (_metadata),
                // and what is refused has none here.
                var state = _stack.Pop();
                if (_stack.Peek() is PickleModule module) module.Build(state);
                break;
            default: return false;
        }

        return true;
    }

    private PickleGlobal Named(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        if (PickleSafety.IsHarmful(global)) _refused.Add(global.FullName);
        return global;
    }

    /// <summary>The dictionary on top of the stack, or that of an object whose class may be one.</summary>
    private PickleDictionary Target() => _stack.Peek() is PickleObject built ? built.Items : _stack.Peek<PickleDictionary>();

    private void Append(IReadOnlyList<object?> items)
    {
        // What a list of an unknown class holds is of no use.
        if (_stack.Peek() is not PickleObject) _stack.Peek<PickleList>().Items.AddRange(items);
    }

    private void Call(object? callee, IReadOnlyList<object?> arguments) =>
        _stack.Push(callee is PickleGlobal name ? PickleNames.Build(name, arguments, _refused) : new PickleOther("the result of a refused call"));

    private PickleTuple TupleOf(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--) items[i] = _stack.Pop();
        return new PickleTuple(items);
    }

    private static PickleDictionary Fill(PickleDictionary dictionary, List<object?> pairs)
    {
        if (pairs.Count % 2 != 0) throw new PickleFormatException("a dictionary has a key without a value.");
        for (var i = 0; i < pairs.Count; i += 2)
        {
            // Keys that are no plain values name nothing that is looked for.
            if (pairs[i] is string or long or bool or double) dictionary.Set(pairs[i]!, pairs[i + 1]);
        }

        return dictionary;
    }

    private object? Recall(long number) => _memo.TryGetValue(number, out var value) ? value : throw new PickleFormatException($"it recalls value {number}, which it never kept.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _data.Length - _at) throw new PickleFormatException($"it ends at byte {_data.Length}, in the middle of an instruction.");
        var bytes = _data.AsSpan(_at, count);
        _at += count;
        return bytes;
    }

    // A length that is written in 4 or 8 bytes; one beyond the data is refused by Take.
    private int Length(int bytes)
    {
        var length = bytes == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) : BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return length <= int.MaxValue ? (int)length : throw new PickleFormatException($"it has a value of {length} bytes.");
    }

    private string Text(int bytes) => Encoding.UTF8.GetString(Take(bytes));

    private string Line()
    {
        var end = _data.AsSpan(_at).IndexOf((byte)'\n');
        if (end < 0) throw new PickleFormatException("it ends in the middle of a line.");
        var line = Encoding.UTF8.GetString(_data, _at, end);
        _at += end + 1;
        return line;
    }

    private static long Integer(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new PickleFormatException($"'{text}' is no whole number of 64 bits.");

    private static object LongInteger(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 8) return new PickleOther("a whole number of more than 64 bits");
        var value = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1L : 0L;
        for (var i = bytes.Length - 1; i >= 0; i--) value = (value << 8) | bytes[i];
        return value;
    }
}
