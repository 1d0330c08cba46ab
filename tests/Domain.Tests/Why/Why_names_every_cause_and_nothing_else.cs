using System.Text.Json;
using CsCheck;
using Leader.Domain.Process;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Tests.LegalTime;
using Leader.Domain.Values;
using Leader.Domain.Why;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Why;

/// <summary>
/// Random programmes of one category, from the rule set to the revoked title. What is asked of them is also found the long way: every fact
/// is taken out in turn, all that came later is decided again, and the answer is compared.
/// </summary>
public class Why_names_every_cause_and_nothing_else
{
    private static readonly Gen<History> Histories = Gen.Int[0, 99].Array[150].Select(choices => new History(choices));

    [Fact]
    public void For_any_history_the_causes_are_the_facts_without_which_the_answer_would_be_another() => Histories.Sample(history =>
    {
        var subjects = history.Subjects();
        var given = Answers(history.Replay(null), subjects);
        var without = history.Facts.ToDictionary(f => f.Position, f => Answers(history.Replay(f.Position), subjects));
        var facts = history.Facts.ToDictionary(f => f.Position, History.Describe);
        var kept = new Kept();
        kept.Follow(history, history.Acts);
        foreach (var (i, (name, subject)) in subjects.Index())
        {
            var expected = history.Facts.Where(f => without[f.Position][i] != given[i]).Select(f => History.Describe(f)).ToList();
            var found = kept.Of(history, subject).Select(p => facts[p]).ToList();
            found.ShouldBe(expected, $"{name}: {given[i]}\nmissing:\n  {string.Join("\n  ", expected.Except(found))}\ntoo many:\n  "
                + $"{string.Join("\n  ", found.Except(expected))}\n");
        }
    }, iter: 20, threads: 2);

    [Fact]
    public void What_was_found_along_the_whole_log_says_as_much_of_any_earlier_moment() => Histories.Sample(history =>
    {
        var kept = new Kept();
        foreach (var some in history.Acts.Chunk(7)) kept.Follow(history, some); // each from what was kept before
        foreach (var until in history.Acts.Where((_, i) => i % 31 == 30))
        {
            var (past, then) = (history.UpTo(until), new Kept());
            then.Follow(past, past.Acts);
            foreach (var (name, subject) in history.Subjects())
            {
                kept.Of(past, subject).ShouldBe(then.Of(past, subject), $"{name} at {until.Position}");
            }
        }
    }, iter: 4, threads: 2);

    /// <summary>What was followed act by act, as a register would keep it.</summary>
    private sealed class Kept
    {
        private readonly List<Consequence> _all = [];

        public void Follow(IPast past, IEnumerable<PastAct> acts)
        {
            var causes = new Causes(past, stream => _all.Where(c => c.Stream == stream).ToList());
            foreach (var found in acts.Select(causes.Follow)) _all.AddRange(found.Otherwise);
        }

        public SortedSet<long> Of(History past, Subject subject) =>
            new Causes(past, s => _all.Where(c => c.Stream == s && c.Act <= past.Newest)).Of(subject);
    }

    [Fact]
    public void Acts_recorded_before_requests_were_are_told_from_what_they_recorded_but_for_some() => Histories.Sample(
        history => history.Untold.Select(a => a.Facts[0].Fact.GetType().Name).ShouldBeSubsetOf(
            Untold,
            string.Join('\n', history.Untold.Select(a => History.Describe(a.Facts[0])))), iter: 30, threads: 2);

    [Fact]
    public void A_past_that_cannot_be_read_to_its_end_gives_no_answer()
    {
        var history = new History([.. Enumerable.Range(0, 80).Select(i => i * 37 % 100)]);
        var (_, subject) = history.Subjects()[0];
        var whole = new Failing(history, int.MaxValue);
        var kept = Followed(whole);
        whole.Read.ShouldBeGreaterThan(10);
        for (var after = 0; after < whole.Read; after++)
        {
            Should.Throw<IOException>(() => Followed(new Failing(history, after)), $"after {after} of {whole.Read} streams");
        }
        kept.Of(history, subject).ShouldNotBeEmpty();
        Should.Throw<IOException>(() => new Causes(history, _ => throw new IOException("The connection was lost.")).Of(subject));
        Should.Throw<OperationCanceledException>(() => new Causes(history, ct: new(true)).Of(subject));

        Kept Followed(IPast past)
        {
            var all = new Kept();
            all.Follow(past, history.Acts);
            return all;
        }
    }

    private sealed class Failing(IPast past, int after) : IPast
    {
        public int Read { get; private set; }
        public IReadOnlyList<PastAct> ActsOn(string stream) =>
            Read++ != after ? past.ActsOn(stream) : throw new IOException("The connection was lost for a moment.");
    }

    [Fact]
    public void Such_histories_come_to_rankings_titles_bans_and_reversals()
    {
        var kinds = new HashSet<string>();
        Histories.Sample(history =>
        {
            lock (kinds)
            {
                kinds.UnionWith(history.Facts.Select(f => f.Fact.GetType().Name));
            }
        }, iter: 200, threads: 2);
        foreach (var kind in new[]
        {
            nameof(DeclarationRevised),
            nameof(DeclarationAbolished),
            nameof(CandidateExcluded),
            nameof(CandidateReadmitted),
            nameof(ObjectionUpheld),
            nameof(ObjectionDismissed),
            nameof(RankingPublished),
            nameof(CommitmentWithdrawn),
            nameof(TitleAwarded),
            nameof(TitleRevoked),
            nameof(BanStarted),
            nameof(RevocationReversed),
            nameof(TitleWithdrawn),
            nameof(EnterpriseSucceeded),
            nameof(BanInherited),
            nameof(ObjectionEscalated),
            nameof(ObjectionAnswerExtended),
            nameof(ProcedureReviewRequested),
            nameof(ProcedureReviewAnswered),
            nameof(TitleReviewRequired),
            nameof(TitleReviewOpened),
            nameof(TitleReviewClosed),
            nameof(TitleFollowedRevision),
            nameof(FeeRecorded),
            nameof(BodyDisqualified),
            nameof(CaseReassigned),
            nameof(CaseOverdue),
            nameof(ComplaintOverdue),
            nameof(ComplaintCheckExtended),
            nameof(ComplaintConcluded),
            nameof(ComplaintAnswered),
            nameof(AdoptionRecorded),
            nameof(AdoptionEnded),
            nameof(EvidenceErased),
            nameof(PersonalDataErased),
            nameof(RelatedEnterpriseDeclared),
        })
        {
            kinds.ShouldContain(kind);
        }
    }

    /// <summary>
    /// First facts of acts that cannot be told from their facts: recorded without a request, such an act stands for itself.
    /// </summary>
    private static readonly string[] Untold =
    [
        "ExpertPanelFormed", "ObjectionAnswerExtended", "ObjectionEscalated", "ProcedureReviewRequested", "ProcedureReviewAnswered",
        "FeeRecorded", "BodyDisqualified", "TitleReviewClosed", "CaseOverdue", "CaseReassigned", "ComplaintOverdue",
        "ComplaintCheckExtended", "ComplaintConcluded", "ComplaintAnswered", "EvidenceErased", "PersonalDataErased",
        "RelatedEnterpriseDeclared", "AdoptionEnded",
    ];

    private static string?[] Answers(ILedger ledger, IReadOnlyList<(string, Subject Subject)> subjects) => [.. subjects.Select(s =>
    {
        try { return s.Subject.Answer(ledger); }
        catch (Exception e) when (e is not OutOfMemoryException) { return "no sense"; }
    })];

    /// <summary>Folds whatever is asked for from all that was recorded.</summary>
    private sealed class Register : ILedger
    {
        private readonly Dictionary<string, List<Fact>> _streams = [];
        private readonly Dictionary<(string, Type), (object State, int Count)> _states = [];

        public void Append(Fact fact)
        {
            if (!_streams.TryGetValue(fact.Stream(), out var stream)) _streams[fact.Stream()] = stream = [];
            stream.Add(fact);
        }

        public T Read<T>(string stream) where T : IState<T>
        {
            if (!_streams.TryGetValue(stream, out var facts)) return T.Initial;
            var (state, count) = _states.TryGetValue((stream, typeof(T)), out var known) ? ((T)known.State, known.Count) : (T.Initial, 0);
            for (; count < facts.Count; count++) state = T.Evolve(state, facts[count]);
            _states[(stream, typeof(T))] = (state, count);
            return state;
        }
    }

    private sealed class History : IPast
    {
        private const string Digest = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        private static readonly DateOnly Start = new(2025, 1, 2);
        private static readonly string[] Enterprises = [.. Enumerable.Range(1, 4).Select(Code)];
        private static readonly decimal[] Cadr = [600m, 400m, 500m, 600m, 301m, 300m, 299m];
        private static readonly decimal[] Noise = [50m, 58m, 61m, 55m, 65m, 66m, 67m];
        private static readonly EvaluationPlan ThePlan = Plan with { CutOff = Beijing.Start(Start.AddDays(150)) };
        private const string Category = "air-purifier", Evaluation = "2025-air-purifier", CaqPlan = Evaluation
            + ".caq", CheariPlan = Evaluation + ".cheari", Notice = Evaluation + ".ranking.1", Case = "k-1", Accusation = "k-2";
        private static readonly Actor Expert = new("expert-1", Role.Expert),
            Anyone = new("", Role.Public),
            Registrar = new("registry", Role.Registrar),
            Bank = new("bank", Role.ResultUser);

        private readonly int[] _choices;
        private int _choice;
        private readonly Register _ledger = new();
        private readonly List<PastAct> _acts = [];
        private long _position;
        private int _minute;

        public History(int[] choices)
        {
            _choices = choices;
            Play();
        }

        private History(List<PastAct> acts) => (_choices, _acts) = ([], acts);

        public IReadOnlyList<PastAct> Acts => _acts;
        public long Newest => _acts[^1].Position;
        public IEnumerable<PastFact> Facts => _acts.SelectMany(a => a.Facts);
        public History UpTo(PastAct act) => new([.. _acts.TakeWhile(a => a.Position <= act.Position)]);

        public IEnumerable<PastAct> Untold
        {
            get
            {
                var past = new Register();
                foreach (var act in _acts)
                {
                    var told = RequestsBeforeTheyWereRecorded.CommandOf(act with { Request = null });
                    var facts = told?.Enter(act.Act, past).Facts.Select(Text) ?? [];
                    if (!facts.SequenceEqual(act.Facts.Select(f => Text(f.Fact)))) yield return act;
                    foreach (var (_, fact) in act.Facts) past.Append(fact);
                }
            }
        }

        public IReadOnlyList<PastAct> ActsOn(string stream) => [.. _acts.Where(a => a.Facts.Any(f => f.Fact.Stream() == stream))];
        public static string Describe(PastFact fact) => $"{fact.Position} {fact.Fact.GetType().Name} {fact.Fact.Stream()} {fact.Fact.On:o}";

        /// <summary>The past without one fact: all that came later is decided again.</summary>
        public Register Replay(long? without)
        {
            var register = new Register();
            foreach (var act in _acts)
            {
                IEnumerable<Fact> facts = act.Facts.Where(f => f.Position != without).Select(f => f.Fact);
                if (without < act.Position)
                {
                    try { facts = act.Request!.Enter(act.Act, register).Facts; }
                    catch (Exception e) when (e is not OutOfMemoryException) { facts = []; }
                }
                foreach (var fact in facts) register.Append(fact);
            }
            return register;
        }

        public List<(string Name, Subject Subject)> Subjects()
        {
            var on = Start.AddDays(300);
            var facts = Facts.Select(f => f.Fact).ToList();
            return
            [
                .. facts.OfType<TitleAwarded>().Select(t => ($"title of {t.Enterprise}", Domain.Why.Subjects.Title(t.Title, on))),
                .. facts.OfType<BanStarted>().Select(b => ($"ban of {b.Enterprise}", Domain.Why.Subjects.Ban(b.Ban, b.Enterprise))),
                .. facts.OfType<BanInherited>()
                    .Select(b => ($"inherited ban of {b.Enterprise}", Domain.Why.Subjects.Ban(b.Ban, b.Enterprise))),
                .. facts.OfType<StandardDeclared>()
                    .Select(d => ($"place of {d.Declaration}", Domain.Why.Subjects.Place(Evaluation, d.Declaration))),
                .. facts.OfType<TitleAwarded>()
                    .Select(t => ($"standing of {t.Enterprise}", Domain.Why.Subjects.Standing(t.Enterprise, on, [t.Title]))),
            ];
        }

        private static string Code(int n)
        {
            var first = $"91350100{n:D9}";
            return first + CreditCode.CheckCharacter(first);
        }

        private static string Text(Fact fact) => fact.GetType().Name + JsonSerializer.Serialize(fact, fact.GetType());
        private static string Number(string enterprise, int edition = 1) => $"Q/{enterprise[^6..]} {edition:D3}-2025";
        private static string Declaration(string enterprise, int edition = 1) =>
            StandardNumber.DeclarationId(enterprise, StandardNumber.Parse(Number(enterprise, edition))!);
        private static string Title(string enterprise) => Ids.Title(Evaluation, enterprise);

        private int Pick(int count) => _choices[_choice++ % _choices.Length] % count;
        private bool Chance(int percent) => _choices[_choice++ % _choices.Length] < percent;

        /// <summary>What is refused is not recorded.</summary>
        private void Try(DateOnly day, Actor by, ICommand command)
        {
            var act = new Act(day, Beijing.Start(day).AddHours(10).AddMinutes(_minute++ % 400), by);
            var facts = command.Enter(act, _ledger).Facts;
            if (facts.Count == 0) return;
            _acts.Add(new(act, [.. facts.Select(f => new PastFact(++_position, f))], command));
            foreach (var fact in facts) _ledger.Append(fact);
        }

        private void Try(int day, Actor by, ICommand command) => Try(Start.AddDays(day), by, command);

        private void Play()
        {
            foreach (var (calendar, announced) in ShippedCalendar.Table
                .Where(c => c.Command.Year is 2024 or 2025 && c.AnnouncedOn <= Start))
            {
                Try(announced, Regulator, calendar);
            }
            foreach (var (id, kind) in new[]
            {
                ("samr", OrganisationKind.Regulator),
                ("cnis", OrganisationKind.ResearchInstitute),
                ("caq", OrganisationKind.IndustryAssociation),
                ("cheari", OrganisationKind.TechnicalInstitution),
                ("miit", OrganisationKind.Department),
                ("bank", OrganisationKind.FinancialInstitution),
            })
            {
                Try(0, Regulator, new RegisterOrganisation(id, id, [kind]));
            }
            Try(0, Regulator, new DesignateWorkingBody("cnis"));
            Try(0, Regulator, new AdoptRuleSet(new("scheme-1"), Start, "Implementing scheme"));
            var count = 3 + Pick(2);
            var all = Enterprises[..count];
            foreach (var e in all) Try(1, Of(e), new RegisterEnterprise(e, $"Company {e[^4..]}"));
            Try(9, Regulator, new PublishKeyFieldList(2025, [new(
                "home-appliances", "Home appliances", "家用电器", GoalSector.ConsumerGoods, "C385", "Consumers ask for it.",
                new("many", "high", "large", "wide"), [new(Category, Category, null)])],
                ["miit"], ["Consumer Goods Standards and Quality Improvement Plan (2016–2020)"]));
            Try(30, Cnis, new OpenPlanCall(2025, Start.AddDays(60), "Open to all.", Category));
            Try(45, Body, new SubmitPlan(ThePlan, new("Li Wei", Start.AddDays(44)), "caq", Evaluation));
            Try(45, OtherBody, new SubmitPlan(ThePlan, new("Wang Wu", Start.AddDays(44)), "cheari", Evaluation));
            Try(46, Cnis, new FormExpertPanel([new("expert-1", "person-1", "Tsinghua University")], Evaluation));
            Try(65, Expert, new ReviewPlan(90m, "Clear scale.", null, CaqPlan));
            Try(65, Expert, new ReviewPlan(70m, "One indicator too few.", null, CheariPlan));
            Try(
                90,
                Cnis,
                new SelectPlan(new Dictionary<string, string> { [CaqPlan] = "Best scores.", [CheariPlan] = "Fewer points." }, CaqPlan));
            Try(115, Cnis, new MakePlanOfficial(CaqPlan));
            foreach (var e in all)
            {
                var (cadr, noise) = (Cadr[Pick(Cadr.Length)], Noise[Pick(Noise.Length)]);
                Try(120, Of(e), new DeclareStandard(e, Number(e), Disclosed(cadr, noise)));
                if (Chance(25)) Try(130, Of(e), new ReviseDeclaration(Disclosed(Cadr[Pick(Cadr.Length)], noise), Declaration(e)));
                if (!Chance(12)) continue;
                var successor = Chance(60);
                if (successor) Try(135, Of(e), new DeclareStandard(e, Number(e, 2), Disclosed(cadr, noise), Declaration(e)));
                Try(136, Of(e), new WithdrawDeclaration("New edition.", successor ? Declaration(e, 2) : null, Declaration(e)));
            }
            Try(151, Body, new OpenEvaluation(2025, Category));
            RecordAll(155);
            foreach (var e in all)
            {
                if (!Chance(20)) continue;
                Try(156, Body, new ExcludeCandidate(Declaration(e), ExclusionGround.FormallyUnsound, "No title page.", Evaluation));
                if (Chance(50)) Try(157, Body, new ReadmitCandidate(Declaration(e), "An error.", Evaluation));
            }
            Try(160, Body, new OpenRankingNotice("www.qybzlp.com", Evaluation));
            if (Chance(50))
            {
                Try(162, Rival, Objection(Notice));
                var objection = Ids.Objection(Notice, 1);
                Try(163, Body, new AdmitObjection(true, Objection: objection));
                if (Chance(20)) Try(164, Body, new ExtendAnswer("The laboratory is busy.", objection));
                var day = Chance(85) ? 165 : 185;
                if (day > 165) Try(day - 1, Actor.System, new EscalateObjection(objection));
                var upheld = Chance(50);
                Try(day, Body, new RuleOnObjection(upheld, "We looked into it.", objection));
                if (Chance(50))
                {
                    Try(day + 1, Rival, new RequestProcedureReview("Nobody read the file.", objection));
                    var remitted = Chance(60);
                    if (Chance(90)) Try(day + 2, Cnis, new AnswerProcedureReview(remitted, "We looked at the steps.", objection));
                    if (remitted) Try(day + 3, Body, new RuleOnObjection(upheld = Chance(50), "We looked into it anew.", objection));
                }
                if (upheld)
                {
                    Try(
                        day + 4,
                        Body,
                        new ExcludeCandidate(Declaration(all[Pick(count)]), ExclusionGround.FormallyUnsound, "As objected.", Evaluation));
                }
                Try(day + 5, Body, new OpenRankingNotice("www.qybzlp.com", Evaluation));
            }
            if (Chance(4)) Try(190, Regulator, Fee(all[0]));
            Try(193, Body, new PublishRanking(Evaluation));
            if (_ledger.Evaluation(Evaluation).Ranking is null) Try(207, Body, new PublishRanking(Evaluation));
            Try(208, Body, new DecideLeaderNumber(
                1 + Pick(3),
                "Few choices are enough.",
                "The industry is young.",
                "Few standards are public.",
                Evaluation));
            foreach (var e in all)
            {
                if (Chance(10)) continue;
                Try(209, Of(e), new GiveCommitment("We keep what we declare.", "The director", Category, e, $"c-{e}".ToLowerInvariant()));
                if (Chance(10)) Try(210, Of(e), new WithdrawCommitment("New management.", e, $"c-{e}".ToLowerInvariant()));
            }
            Try(211, Body, new OpenLeaderNotice("www.qybzlp.com", Evaluation));
            Try(229, Body, new PublishLeaderList(Evaluation));
            if (_acts.SelectMany(a => a.Facts).Select(f => f.Fact).OfType<TitleAwarded>()
                .FirstOrDefault() is not { Enterprise: var leader })
            {
                return;
            }
            if (Chance(10)) Try(230, Of(leader), new WithdrawTitle("Enough.", Title(leader)));
            if (Chance(30)) Try(230, Bank, new RecordAdoption(AdoptionKind.Credit, Title(leader), "Credit.", null, "credit"));
            if (Chance(15)) Try(231, Regulator, Fee(leader));
            if (Chance(30)) AReviewOfTheRevision(leader);
            if (Chance(20)) AComplaintAboutTheBody();
            if (Chance(10)) Try(234, Regulator, new DisqualifyBody("fees", "It took fees from two enterprises.", "caq"));
            AComplaint(leader);
            if (Chance(30)) Try(266, Registrar, new RecordSuccession(SuccessionKind.Merger, [Next(all, leader)], leader));
            foreach (var held in _ledger.Enterprise(Next(all, leader)).OpenReviews.Keys.ToArray())
            {
                if (Chance(20)) continue;
                RevocationGround? own = Chance(60) ? RevocationGround.Fraud : null;
                var outcome = own is null ? TitleReviewOutcome.NoGround : TitleReviewOutcome.OwnGround;
                Try(267, Body, new ConcludeTitleReview(outcome, "We looked for a ground of its own.", own, held));
                if (own is not null) ACase($"{held}.c1", Next(all, leader), RevocationGround.Fraud, 268, Body);
            }
            if (Chance(30)) Try(280, Regulator, new ReverseRevocation("The samples were mixed up.", $"{Title(leader)}.r1"));
            if (Chance(20)) Try(281, Regulator, new EraseEvidence("个人信息保护法 art. 47", "It shows a person.", Digest));
            if (Chance(20)) Try(281, Regulator, new ErasePersonalData("个人信息保护法 art. 47", "On request.", "person-1", Held.Data));
            if (Chance(20)) Try(281, Of(all[0]), new DeclareRelated(all[1], "A subsidiary.", all[0]));
            var other = all[Pick(count)];
            if (Chance(30)) Try(285, Of(other), new WithdrawTitle("No longer wanted.", Title(other)));
        }

        private static string Next(string[] all, string enterprise) => all[(Array.IndexOf(all, enterprise) + 1) % all.Length];

        private static RecordFee Fee(string enterprise) => new(
            Evaluation, enterprise, "An invoice was paid.", [Digest], "caq",
            new Dictionary<string, string> { [Digest] = "The original is with the police." });

        /// <summary>The standard under the title is revised; where it is not as good, the body of the title looks.</summary>
        private void AReviewOfTheRevision(string leader)
        {
            Try(231, Of(leader), new ReviseDeclaration(Disclosed(Cadr[Pick(Cadr.Length)], Noise[Pick(Noise.Length)]), Declaration(leader)));
            var outcome = Enum.GetValues<TitleReviewOutcome>()[Pick(3)];
            RevocationGround? own = outcome == TitleReviewOutcome.OwnGround ? RevocationGround.Fraud : null;
            if (Chance(80)) Try(233, Body, new ConcludeTitleReview(outcome, "We measured again.", own, Title(leader)));
        }

        private void AComplaintAboutTheBody()
        {
            Try(233, Anyone, new FileComplaint(
                ComplaintSubject.EvaluationBody, "caq", ComplaintGround.FeeCharged, ComplaintSource.Competitor,
                "It asked for a fee.", [], Accusation, null, Digest));
            if (Chance(80)) Try(234, Regulator, new AcceptComplaint(true, Complaint: Accusation));
            if (Chance(40)) Try(235, Regulator, new ConcludeComplaint((ComplaintOutcome)Pick(3), "We asked all enterprises.", Accusation));
            if (Chance(50)) Try(236, Regulator, new AnswerComplaint(Accusation));
        }

        private void AComplaint(string leader)
        {
            Try(235, Anyone, new FileComplaint(
                ComplaintSubject.Title, Title(leader), ComplaintGround.BelowDisclosedLevel, ComplaintSource.Consumer,
                "It delivers 310 m³/h.", [], Case, null, Digest));
            if (Chance(90)) Try(236, Body, new AcceptComplaint(true, Complaint: Case));
            else Try(249, Actor.System, new MarkComplaintOverdue(Case));
            if (Chance(20)) Try(237, Body, new ExtendComplaintCheck("The laboratory is busy.", Case));
            ACase(Case, leader, RevocationGround.BelowDisclosedLevel, 237, Body);
            ACase($"{Title(leader)}.c1", leader, RevocationGround.Fraud, 250, Body);
            if (Chance(50)) Try(264, Body, new ConcludeComplaint(ComplaintOutcome.Upheld, "The title was revoked.", Case));
            if (Chance(50)) Try(265, Body, new AnswerComplaint(Case));
        }

        /// <summary>Heard, decided and carried out within 13 days; or its body is slow or shut out, and another finishes it.</summary>
        private void ACase(string @case, string enterprise, RevocationGround ground, int day, Actor body)
        {
            if (!_ledger.Case(@case).Exists) return;
            if (Chance(25))
            {
                if (Chance(60)) Try(day, Actor.System, new MarkCaseOverdue(@case));
                Try(day, Cnis, new ReassignCase("cheari", "The body is not to be relied on.", Chance(40) ? Accusation : null, @case));
                body = new(_ledger.Case(@case).Body, Role.EvaluationBody);
            }
            if (Chance(95)) Try(day, body, new DepositEvidence(Digest, "application/pdf", 1));
            Try(day + 1, body, new StateFacts(
                ground,
                "The measured rate was 310 m³/h.",
                [Digest],
                ground == RevocationGround.Fraud ? null
                    : new("cadr", new(Domain.Values.Operator.Exactly, 310m, null, "m³/h"), "report 117 of lab-1"),
                Case: @case));
            Try(day + 2, Of(enterprise), new FileDefence("The sample was old.", WaivesFurtherHearing: Chance(90), Case: @case));
            Try(day + 4, body, new DecideCase(ground, "The second sample confirms it.", @case));
            if (Chance(15))
            {
                Try(day + 12, Actor.System, new MarkCaseOverdue(@case));
                if (Chance(70)) Try(day + 12, Cnis, new ReassignCase("cheari", "The title is still held.", null, @case));
                body = new(_ledger.Case(@case).Body, Role.EvaluationBody);
                day += 7;
            }
            Try(day + 6, body, new RevokeTitle(@case, "The title is revoked.", Title(enterprise)));
        }

        private static Disclosure Disclosed(decimal cadr, decimal noise) => new("Air purifiers", [Category], ["AP-1"],
            [
                new("cadr", "Clean air delivery rate", DisclosedKind.Performance, null, AtLeast(cadr), "GB/T 18801-2022", "4.1"),
                new("noise", "Noise", DisclosedKind.Functional, null, AtMost(noise), "GB/T 4214.1-2017", "4.2"),
            ], ["GB/T 18801-2022"], null, false);

        /// <summary>The values of all candidates, as disclosed; of one now and then not.</summary>
        private void RecordAll(int day)
        {
            foreach (var candidate in _ledger.Evaluation(Evaluation).Pool)
            {
                if (Chance(8)) continue;
                var disclosed = _ledger.Declaration(candidate.Declaration).Versions.First(v => v.Number == candidate.Version).Disclosure;
                Try(day, Body, new RecordValues(
                    candidate.Declaration,
                    [.. disclosed.Indicators.Select(i => new EvaluatedValue(i.Code, i.Limit, i.Clause))],
                    Evaluation));
            }
        }
    }
}
