using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

// Usage: KeepAlive SOURCE TARGET. Writes a copy of TorchSharp.dll whose methods keep their tensors and scalars until they return.
//
// TorchSharp 0.107.0 reads an argument's native handle and calls libtorch with it; behind that read nothing holds the object. Where another thread
// starts a garbage collection before libtorch has read the number, the finaliser frees it under libtorch's hands: mostly "Expected false to be true"
// from c10's Scalar.h, at worst a wrong number without a word. A number that is converted on the way into a call (`tensor.mul(0.5)`) is such an object.
// The copy calls GC.KeepAlive on them before each return. To be deleted when TorchSharp does that itself.
if (args is not [var source, var target])
{
    Console.Error.WriteLine("usage: KeepAlive SOURCE TARGET");
    return 2;
}

using var assembly = AssemblyDefinition.ReadAssembly(source);
var module = assembly.MainModule;
var collector = module.GetTypeReferences().FirstOrDefault(t => t.FullName == "System.GC") ?? new TypeReference("System", "GC", module, module.TypeSystem.CoreLibrary);
var keepAlive = new MethodReference("KeepAlive", module.TypeSystem.Void, collector) { Parameters = { new ParameterDefinition(module.TypeSystem.Object) } };
string[] owners = ["TorchSharp.Scalar", "TorchSharp.torch/Tensor"];
var changed = 0;
foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
{
    var kept = method.Parameters.Where(parameter => owners.Contains(parameter.ParameterType.FullName)).ToList();
    if (method.HasThis && !method.IsConstructor && owners.Contains(method.DeclaringType.FullName)) kept.Insert(0, method.Body.ThisParameter);
    // A finaliser has nothing to keep.
    if (kept.Count == 0 || method.Name == "Finalize") continue;
    var code = method.Body.GetILProcessor();
    method.Body.SimplifyMacros();
    foreach (var end in method.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ret).ToList())
    {
        // The instruction itself changes, so that what jumps to it comes by.
        (end.OpCode, end.Operand) = (OpCodes.Ldarg, kept[0]);
        var last = end;
        Append(Instruction.Create(OpCodes.Call, keepAlive));
        foreach (var parameter in kept.Skip(1))
        {
            Append(Instruction.Create(OpCodes.Ldarg, parameter));
            Append(Instruction.Create(OpCodes.Call, keepAlive));
        }

        Append(Instruction.Create(OpCodes.Ret));

        void Append(Instruction next)
        {
            code.InsertAfter(last, next);
            last = next;
        }
    }

    method.Body.OptimizeMacros();
    changed++;
}

// Fewer would mean that the package is no longer built as this program expects.
if (changed < 1000)
{
    Console.Error.WriteLine($"{source}: only {changed} methods take tensors or numbers; is it TorchSharp's?");
    return 1;
}

var temporary = target + ".new";
assembly.Write(temporary);
File.Move(temporary, target, overwrite: true);
Console.WriteLine($"{changed} methods of {Path.GetFileName(source)} keep their tensors and numbers");
return 0;
