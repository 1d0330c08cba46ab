using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Leader.Api.Tests.Contract;

/// <summary>A sentence that the code writes, with a numbered hole for each value.</summary>
/// <param name="Holes">The type of each value; null where the compiler does not know it.</param>
/// <param name="Where">File and line.</param>
/// <param name="To">The calls that it is an argument of, innermost first.</param>
internal sealed record Sentence(string Template, IReadOnlyList<ITypeSymbol?> Holes, string Where, IReadOnlyList<string> To);

/// <summary>
/// The English sentences of a project, read by the compiler: literals, interpolations, sums of them, and whatever they choose between.
/// </summary>
internal static partial class SentencesOfTheCode
{
    private const string Global = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Newest = new(LanguageVersion.Preview);

    /// <summary>Of all texts but those of attributes and exceptions, one word or none too.</summary>
    public static IReadOnlyList<Sentence> Of(string folder, string assembly)
    {
        var trees = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), Newest, f)).ToList();
        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileNameWithoutExtension(p) != assembly)
            .Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create(
            "sentences",
            [.. trees, CSharpSyntaxTree.ParseText(Global, Newest)],
            known,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return [.. trees.SelectMany(t => In(compilation.GetSemanticModel(t), Path.GetRelativePath(folder, t.FilePath)))];
    }

    /// <summary>It has two words at least, and they are English.</summary>
    public static bool IsSaid(string template) => Hole().Replace(template, "") is var words
        && !words.Any(c => c > 0x2E80) && !words.Contains("(?", StringComparison.Ordinal) && TwoWords().IsMatch(words);

    private static IEnumerable<Sentence> In(SemanticModel model, string file) => model.SyntaxTree.GetRoot().DescendantNodes()
        .OfType<ExpressionSyntax>().Where(e => IsText(e) && !IsWithinText(e) && !IsForPrograms(e))
        .SelectMany(e =>
        {
            string[] to = [.. e.Ancestors().OfType<ArgumentListSyntax>().Select(a => Called(a.Parent, model))];
            var where = $"{file}:{e.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
            return Written(e, model).Select(parts => Made(parts, where, to));
        });

    private static string Called(SyntaxNode? call, SemanticModel model) => call switch
    {
        InvocationExpressionSyntax i => i.Expression.ToString(),
        BaseObjectCreationExpressionSyntax o => "new " + (model.GetTypeInfo(o).Type?.Name ?? o.ToString().Split('(')[0]),
        _ => "",
    };

    private static bool IsText(ExpressionSyntax e) => e switch
    {
        InterpolatedStringExpressionSyntax => true,
        LiteralExpressionSyntax l => l.IsKind(SyntaxKind.StringLiteralExpression),
        BinaryExpressionSyntax b => b.IsKind(SyntaxKind.AddExpression) && (IsText(b.Left) || IsText(b.Right)),
        InvocationExpressionSyntax i => i.Expression.ToString() == "string.Create" && IsText(i.ArgumentList.Arguments[^1].Expression),
        _ => false,
    };

    /// <summary>Told by the text around it.</summary>
    private static bool IsWithinText(ExpressionSyntax e)
    {
        SyntaxNode from = e;
        for (var at = e.Parent; at is not null; from = at, at = at.Parent)
        {
            switch (at)
            {
                case InterpolationSyntax or ParenthesizedExpressionSyntax or SwitchExpressionArmSyntax: continue;
                case ArgumentSyntax or ArgumentListSyntax when IsCreated(at): continue;
                case SwitchExpressionSyntax s when s.GoverningExpression != from: continue;
                case ConditionalExpressionSyntax c when c.Condition != from: continue;
                case ExpressionSyntax t: return IsText(t);
                default: return false;
            }
        }
        return false;
    }

    private static bool IsCreated(SyntaxNode at) =>
        at.FirstAncestorOrSelf<ArgumentListSyntax>()?.Parent is InvocationExpressionSyntax i && IsText(i);

    private static bool IsForPrograms(ExpressionSyntax e) => e.Ancestors().Any(a => a is AttributeSyntax
        || a is ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: var thrown } }
            && thrown.EndsWith("Exception", StringComparison.Ordinal) && thrown != "FileFaultException");

    private abstract record Part;
    private sealed record Letters(string Text) : Part;
    private sealed record Value(ITypeSymbol? Type) : Part;

    /// <summary>All that an expression may come to.</summary>
    private static List<List<Part>> Written(ExpressionSyntax e, SemanticModel model) => e switch
    {
        _ when model.GetConstantValue(e) is { HasValue: true, Value: string text } => [[new Letters(text)]],
        ParenthesizedExpressionSyntax p => Written(p.Expression, model),
        ConditionalExpressionSyntax c => [.. Written(c.WhenTrue, model), .. Written(c.WhenFalse, model)],
        SwitchExpressionSyntax s =>
            [.. s.Arms.Where(a => a.Expression is not ThrowExpressionSyntax).SelectMany(a => Written(a.Expression, model))],
        InvocationExpressionSyntax i when IsText(i) => Written(i.ArgumentList.Arguments[^1].Expression, model),
        BinaryExpressionSyntax b when IsText(b) => Joined([Written(b.Left, model), Written(b.Right, model)]),
        InterpolatedStringExpressionSyntax i => Joined(i.Contents.Select(c => c is InterpolatedStringTextSyntax t
            ? [[new Letters(t.TextToken.ValueText)]]
            : Written(((InterpolationSyntax)c).Expression, model))),
        _ => [[new Value(model.GetTypeInfo(e).Type)]],
    };

    private static List<List<Part>> Joined(IEnumerable<List<List<Part>>> all) =>
        all.Aggregate((List<List<Part>>)[[]], (sum, next) => [.. sum.SelectMany(s => next.Select(n => (List<Part>)[.. s, .. n]))]);

    private static Sentence Made(List<Part> parts, string where, string[] to)
    {
        var (template, holes) = (new StringBuilder(), new List<ITypeSymbol?>());
        foreach (var part in parts)
        {
            if (part is Letters letters)
            {
                template.Append(letters.Text);
                continue;
            }
            template.Append(CultureInfo.InvariantCulture, $"{{{holes.Count}}}");
            holes.Add(((Value)part).Type);
        }
        return new(template.ToString(), holes, where, to);
    }

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Hole();

    [GeneratedRegex("[a-z]{2}.* | .*[a-z]{2}")]
    private static partial Regex TwoWords();
}
