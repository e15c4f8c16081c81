using CsCheck;

namespace Enterprise.Functions.Tests.Drivers;

/// <summary>The kinds of action.</summary>
internal enum ActKind
{
    CreateProject,
    Approve,
    Reject,
    Comment,
    Withdraw,
    Override,
    DateReview,
    Deactivate,
}

/// <summary>One action. Its actor and target are numbers, taken modulo the number of users and entities.</summary>
internal sealed record Act(ActKind Kind, int Actor, int Target, int Number);

/// <summary>Some hours pass, then a few actions happen at once.</summary>
internal sealed record Moment(int Hours, IReadOnlyList<Act> Acts);

/// <summary>What happens to an installation.</summary>
/// <param name="Moments">The moments, in order.</param>
/// <param name="Noise">The seed for what is delivered twice, late or not at all.</param>
internal sealed record Script(IReadOnlyList<Moment> Moments, int Noise)
{
    /// <summary>
    /// Separates the moments by more minutes than the sweep takes to notice a lost wake-up, so that nothing started in
    /// one moment falls due in another: the recipients of a message depend on the votes by then.
    /// </summary>
    private const int MinutesApart = 8;

    private static readonly Gen<Act> _act = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(ActKind.CreateProject)),
            (6, Gen.Const(ActKind.Approve)),
            (1, Gen.Const(ActKind.Reject)),
            (1, Gen.Const(ActKind.Comment)),
            (1, Gen.Const(ActKind.Withdraw)),
            (1, Gen.Const(ActKind.Override)),
            (2, Gen.Const(ActKind.DateReview)),
            (1, Gen.Const(ActKind.Deactivate))),
        Gen.Int[0, 11],
        Gen.Int[0, 11],
        Gen.Int[0, 40],
        (kind, actor, target, number) => new Act(kind, actor, target, number));

    internal static readonly Gen<Script> Any = Gen.Select(
        Gen.Select(Gen.Int[0, 72], _act.Array[1, 4], (hours, acts) => new Moment(hours, acts)).Array[2, 6],
        Gen.Int,
        (moments, noise) => new Script([new Moment(0, [new Act(ActKind.CreateProject, 0, 0, 3)]), .. moments], noise));

    /// <summary>When a moment is, counted from the start of the script.</summary>
    internal TimeSpan TimeOf(int moment) =>
        TimeSpan.FromHours(Moments.Take(moment + 1).Sum(one => one.Hours))
        + TimeSpan.FromMinutes(MinutesApart * moment);
}
