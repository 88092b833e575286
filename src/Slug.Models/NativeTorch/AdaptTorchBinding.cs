// Compiled by MSBuild where it is used (NativeTorch.targets), hence the plain C#, and by the tests of Slug.Models.
#pragma warning disable IDE0005 // the tests' implicit usings make some of these unnecessary
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

/// <summary>
/// Makes a copy of TorchSharp's Linux binding that loads where libstdc++ is older than the system that TorchSharp was built on.
/// libLibTorchSharp.so 0.107.0 was built by GCC 13 and so names <c>_ZSt21ios_base_library_initv@GLIBCXX_3.4.32</c>, which Debian 12 and
/// Ubuntu 22.04 (3.4.30) do not have. It is the binding's only need of that version, and a libstdc++ that lacks it initialises its streams
/// by itself, so that a function that does nothing serves. In the copy the version's entry of <c>.gnu.version_r</c> becomes one that older
/// systems have, and the symbol becomes hidden and defined at <c>.fini</c>, the binding's own function that does nothing: the loader
/// binds hidden symbols to the library itself, without a look-up. To be deleted, with NativeTorch.targets' use of it, when TorchSharp is
/// built on an older system again.
/// </summary>
public class AdaptTorchBinding
#if !SLUG_TESTS
    : Microsoft.Build.Utilities.Task
#endif
{
    private const string Symbol = "_ZSt21ios_base_library_initv", Version = "GLIBCXX_3.4.32", Older = "GLIBCXX_3.4.30";

#if !SLUG_TESTS
    /// <summary>The package's binding, which is only read.</summary>
    [Microsoft.Build.Framework.Required]
    public string Source { get; set; }

    /// <summary>Where the binding for this system goes: a copy, adapted where it must be; <c>.adapted</c> behind its name says that it was.</summary>
    [Microsoft.Build.Framework.Required]
    public string Target { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Target));
            var binding = File.ReadAllBytes(Source);
            var loads = IsLoadable(binding);
            File.Delete(Target + ".adapted");
            if (!loads)
            {
                binding = Adapt(binding);
                File.WriteAllText(Target + ".adapted", Source);
            }
            File.WriteAllBytes(Target + ".new", binding);
            File.Delete(Target);
            File.Move(Target + ".new", Target);
            return true;
        }
        catch (InvalidDataException failure)
        {
            Log.LogError("{0}: {1}", Source, failure.Message);
            return false;
        }
    }
#endif

    /// <summary>Whether this system's libstdc++ has what the binding asks for: the loader itself is asked. True where there is no glibc to ask.</summary>
    public static bool IsLoadable(byte[] binding)
    {
        if (IndexOf(binding, Version) < 0) return true;
        try
        {
            var library = dlopen("libstdc++.so.6", 1);
            return library != IntPtr.Zero && dlvsym(library, Symbol, Version) != IntPtr.Zero;
        }
        catch (Exception failure) when (failure is DllNotFoundException || failure is EntryPointNotFoundException)
        {
            return true;
        }
    }

    /// <summary>The binding with the one need of a newer libstdc++ taken out.</summary>
    /// <param name="original">A 64-bit little-endian ELF library; left as it is.</param>
    /// <returns>A changed copy of the same length.</returns>
    /// <exception cref="InvalidDataException">It is not built as expected, or needs more of the newer libstdc++ than the one symbol.</exception>
    public static byte[] Adapt(byte[] original)
    {
        try
        {
            var elf = new Elf((byte[])original.Clone());
            elf.Adapt();
            return elf.Bytes;
        }
        catch (Exception failure) when (failure is ArgumentException || failure is IndexOutOfRangeException || failure is OverflowException)
        {
            throw Unexpected("its tables point outside the file");
        }
    }

    private static InvalidDataException Unexpected(string what) => new InvalidDataException(
        "This system's libstdc++ lacks " + Version + ", which TorchSharp's binding was built for, and the binding cannot be adapted: " + what +
        ". Use a system with libstdc++ of GCC 13 or newer (Debian 13, Ubuntu 24.04), or report this with the version of TorchSharp.");

    private static int IndexOf(byte[] bytes, string text) => Encoding.ASCII.GetString(bytes).IndexOf(text + "\0", StringComparison.Ordinal);

    [DllImport("libdl.so.2")]
    private static extern IntPtr dlopen(string name, int flags);

    [DllImport("libdl.so.2")]
    private static extern IntPtr dlvsym(IntPtr library, string symbol, string version);

    /// <summary>The parts of an ELF file that are changed; offsets as in elf(5).</summary>
    private sealed class Elf
    {
        private const int DynamicSegment = 2, LoadSegment = 1;
        private const long Fini = 13, StringTable = 5, SymbolTable = 6, NeededVersions = 0x6ffffffe, SymbolVersions = 0x6ffffff0, HashTable = 0x6ffffef5;
        private readonly List<long[]> _loads = new List<long[]>();
        private readonly Dictionary<long, long> _dynamic = new Dictionary<long, long>();

        public Elf(byte[] bytes)
        {
            Bytes = bytes;
            if (bytes.Length < 64 || bytes[0] != 0x7f || bytes[1] != 'E' || bytes[2] != 'L' || bytes[3] != 'F' || bytes[4] != 2 || bytes[5] != 1)
                throw Unexpected("it is no 64-bit little-endian ELF file");
            var (headers, size, count) = (Int64(32), Int16(54), Int16(56));
            long dynamic = -1;
            for (var i = 0; i < count; i++)
            {
                var header = headers + i * size;
                if (Int32(header) == LoadSegment) _loads.Add(new[] { Int64(header + 16), Int64(header + 8), Int64(header + 32) });
                if (Int32(header) == DynamicSegment) dynamic = Int64(header + 8);
            }
            if (dynamic < 0) throw Unexpected("it has no dynamic section");
            for (; Int64(dynamic) != 0; dynamic += 16) _dynamic[Int64(dynamic)] = Int64(dynamic + 8);
        }

        public byte[] Bytes { get; }

        public void Adapt()
        {
            var strings = Offset(Dynamic(StringTable));
            var version = FindVersion(strings, Version);
            var older = FindVersion(strings, Older);
            var index = Int16(version + 6);
            var users = SymbolsOf(index);
            if (users.Count != 1 || Text(strings + Int32(Symbols + 24 * users[0])) != Symbol)
                throw Unexpected("it needs more than " + Symbol + " of that version");
            // The version's hash and name; its index stays, for the symbol that has it.
            Array.Copy(Bytes, older, Bytes, version, 4);
            Array.Copy(Bytes, older + 8, Bytes, version + 8, 4);
            var symbol = Symbols + 24 * users[0];
            var fini = Dynamic(Fini);
            Bytes[symbol + 5] = 2; // hidden
            BitConverter.GetBytes((ushort)SectionAt(fini)).CopyTo(Bytes, symbol + 6);
            BitConverter.GetBytes(fini).CopyTo(Bytes, symbol + 8);
        }

        private long Symbols => Offset(Dynamic(SymbolTable));

        private long FindVersion(long strings, string name)
        {
            for (var need = Offset(Dynamic(NeededVersions)); ;)
            {
                var entry = need + Int32(need + 8);
                for (var i = Int16(need + 2); i > 0; i--)
                {
                    if (Text(strings + Int32(entry + 8)) == name) return entry;
                    entry += Int32(entry + 12);
                }
                if (Int32(need + 12) == 0) throw Unexpected("it does not name " + name);
                need += Int32(need + 12);
            }
        }

        // Undefined symbols come first in the table, before those that the hash table lists.
        private List<long> SymbolsOf(int version)
        {
            var users = new List<long>();
            var (versions, defined) = (Offset(Dynamic(SymbolVersions)), Int32(Offset(Dynamic(HashTable)) + 4));
            for (long i = 0; i < defined; i++)
                if (Int16(versions + 2 * i) == version) users.Add(i);
            return users;
        }

        private int SectionAt(long address)
        {
            var (headers, size, count) = (Int64(40), Int16(58), Int16(60));
            for (var i = 1; i < count; i++)
            {
                if (Int64(headers + i * size + 16) == address && Int64(headers + i * size + 32) > 0) return i;
            }
            throw Unexpected("it has no section .fini");
        }

        private long Dynamic(long tag) => _dynamic.TryGetValue(tag, out var value) ? value : throw Unexpected("its dynamic section lacks entry " + tag);

        private long Offset(long address)
        {
            foreach (var load in _loads)
                if (address >= load[0] && address < load[0] + load[2]) return address - load[0] + load[1];
            throw Unexpected("its tables point outside the file");
        }

        private string Text(long offset)
        {
            var end = Array.IndexOf(Bytes, (byte)0, checked((int)offset));
            return Encoding.ASCII.GetString(Bytes, (int)offset, end - (int)offset);
        }

        private int Int16(long offset) => BitConverter.ToUInt16(Bytes, checked((int)offset));

        private int Int32(long offset) => BitConverter.ToInt32(Bytes, checked((int)offset));

        private long Int64(long offset) => BitConverter.ToInt64(Bytes, checked((int)offset));
    }
}
