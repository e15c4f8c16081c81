using CsCheck;

namespace Enterprise.Functions.Tests.Drivers;

/// <summary>What somebody does.</summary>
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

/// <summary>One act; who does it and to what is a number that is taken modulo those there are.</summary>
internal sealed record Act(ActKind Kind, int Who, int What, int Number);

/// <summary>Time goes on for some hours, then a few acts come at once.</summary>
internal sealed record Moment(int Hours, IReadOnlyList<Act> Acts);

/// <summary>What happens to an installation.</summary>
/// <param name="Moments">In their order.</param>
/// <param name="Noise">From which follows what of it is delivered twice, late or not at all.</param>
internal sealed record Script(IReadOnlyList<Moment> Moments, int Noise)
{
    /// <summary>
    /// Each moment has minutes of its own, so that what one began falls due, for as long as the sweep takes to notice a
    /// wake-up that was lost, at no other's: who is told depends on who has voted by then.
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
        (kind, who, what, number) => new Act(kind, who, what, number));

    internal static readonly Gen<Script> Any = Gen.Select(
        Gen.Select(Gen.Int[0, 72], _act.Array[1, 4], (hours, acts) => new Moment(hours, acts)).Array[2, 6],
        Gen.Int,
        (moments, noise) => new Script([new Moment(0, [new Act(ActKind.CreateProject, 0, 0, 3)]), .. moments], noise));

    /// <summary>When a moment is, from the hour at which the script begins.</summary>
    internal TimeSpan TimeOf(int moment) =>
        TimeSpan.FromHours(Moments.Take(moment + 1).Sum(one => one.Hours)) + TimeSpan.FromMinutes(MinutesApart * moment);
}
