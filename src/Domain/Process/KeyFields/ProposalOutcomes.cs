using Leader.Domain.Record;

namespace Leader.Domain.Process.KeyFields;

/// <summary>
/// What becomes of the proposals for a cycle when a list of it is published: taken up where one of their categories is in it.
/// </summary>
internal static class ProposalOutcomes
{
    /// <param name="declined">By proposal, why it is not taken up.</param>
    /// <returns>What changes; the refusal is null where each has its outcome.</returns>
    /// <remarks>Clause 四(二), R39. Refuses: proposal-without-outcome.</remarks>
    public static (IReadOnlyList<FieldProposalFact> Facts, Refusal? Refusal) Of(
        FieldProposals proposals,
        int cycle,
        int version,
        IReadOnlyList<KeyField> fields,
        IReadOnlyDictionary<string, string> declined,
        DateOnly on)
    {
        if (declined.Keys.FirstOrDefault(d => proposals.Of(d) is null) is { } unknown)
        {
            return ([], Refusal.NotFound("field-proposal", unknown));
        }
        var inList = fields.SelectMany(f => f.Categories).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var facts = new List<FieldProposalFact>();
        foreach (var proposal in proposals.All)
        {
            var id = proposal.Proposed.Proposal;
            var listed = proposal.Proposed.Categories.Select(c => c.Id).Where(inList.Contains).ToArray();
            if (listed.Length > 0)
            {
                if (declined.ContainsKey(id))
                {
                    return ([], new("proposal-without-outcome", "Clause 四(二)",
                        $"A reason says that '{id}' is not taken up, but '{listed[0]}' of it stands in the list."));
                }
                if (proposal.Status != FieldProposalStatus.TakenUp || !proposal.Listed.SequenceEqual(listed))
                {
                    facts.Add(new FieldProposalTakenUp(id, cycle, version, listed, on));
                }
            }
            else if (declined.TryGetValue(id, out var reason))
            {
                if (proposal.Reason != reason) facts.Add(new FieldProposalNotTakenUp(id, cycle, version, reason, on));
            }
            else if (proposal.Status != FieldProposalStatus.NotTakenUp)
            {
                return ([], new("proposal-without-outcome", "Clause 四(二)",
                    $"'{proposal.Proposed.Body}' proposed '{proposal.Proposed.Field}' on {proposal.Proposed.On:yyyy-MM-dd}. None of its "
                        + $"categories is in the list, and 'declined' has no reason for '{id}'."));
            }
        }
        return (facts, null);
    }
}
