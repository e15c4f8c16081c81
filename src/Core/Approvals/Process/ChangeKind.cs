using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Process;

/// <summary>What is asked for when something needs approval.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ChangeKind>))]
public enum ChangeKind
{
    /// <summary>A new project that requires approval, or one that has to be approved anew.</summary>
    ProjectCreation,

    /// <summary>The budget is raised, by more than the policy's percentage.</summary>
    BudgetRaised,

    /// <summary>The security level is lowered.</summary>
    SecurityLevelLowered,

    /// <summary>The data classification is changed or removed: less may be protected than before.</summary>
    DataClassificationWidened,

    /// <summary>More people see the project than before.</summary>
    VisibilityWidened,

    /// <summary>Somebody else becomes accountable.</summary>
    OwnerChanged,

    /// <summary>The project no longer requires approval.</summary>
    ApprovalWaived,

    /// <summary>The project is archived.</summary>
    Archiving,

    /// <summary>A release is published.</summary>
    ProductionRelease,
}
