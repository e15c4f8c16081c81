using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Teams;

/// <summary>What the lists of teams and of members can be asked.</summary>
public static class TeamList
{
    public static readonly ListDefinition<Team> Definition = new(TeamDocuments.Type)
    {
        Name = "teams",
        Filters =
        [
            ListFilter.Text(TeamDocuments.Department),
            ListFilter.Integer(TeamDocuments.ManagerId),
            ListFilter.Search("q", TeamDocuments.Name),
            .. ListFilter.Times("created", TeamDocuments.CreatedAt),
        ],
        Sorts =
        [
            ListSort.By(TeamDocuments.Id),
            ListSort.By(TeamDocuments.Name),
            ListSort.By(TeamDocuments.Department),
            ListSort.By(TeamDocuments.CreatedAt),
        ],
        DefaultSort = [new Order(TeamDocuments.Id)],
        Expansions = ["manager"],
    };

    public static readonly ListDefinition<TeamMember> Members = new(TeamDocuments.Members)
    {
        Name = "team-members",
        Filters = [ListFilter.Enumeration<TeamRole>(TeamDocuments.MemberRole)],
        Sorts = [ListSort.By(TeamDocuments.MemberUserId)],
        DefaultSort = [new Order(TeamDocuments.MemberUserId)],
        Expansions = ["user"],
    };
}
