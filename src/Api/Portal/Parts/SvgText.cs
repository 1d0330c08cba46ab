using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Leader.Api.Portal.Parts;

/// <summary>Words in a drawing; in Razor itself <c>text</c> is no element.</summary>
public sealed class SvgText : ComponentBase
{
    [Parameter, EditorRequired] public required string X { get; set; }
    [Parameter, EditorRequired] public required string Y { get; set; }

    /// <summary>Which end of it stands at X: start, middle or end.</summary>
    [Parameter] public string? Anchor { get; set; }
    [Parameter, EditorRequired] public required string Says { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", X);
        builder.AddAttribute(2, "y", Y);
        builder.AddAttribute(3, "text-anchor", Anchor);
        builder.AddContent(4, Says);
        builder.CloseElement();
    }
}
