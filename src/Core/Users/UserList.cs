using Enterprise.Core.Access;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Users;

/// <summary>What the list of users can be asked.</summary>
public static class UserList
{
    public static readonly ListDefinition<User> Definition = new(UserDocuments.Type)
    {
        Name = "users",
        Filters =
        [
            ListFilter.Enumeration<Role>(UserDocuments.Role),
            ListFilter.Text(UserDocuments.Department),
            ListFilter.Flag(UserDocuments.IsActive),
            ListFilter.Text(UserDocuments.Email, text => text.ToLowerInvariant()),
            ListFilter.Search("q", UserDocuments.Name),
            .. ListFilter.Times("created", UserDocuments.CreatedAt),
        ],
        Sorts =
        [
            ListSort.By(UserDocuments.Id),
            ListSort.By(UserDocuments.Name),
            ListSort.By(UserDocuments.Email),
            ListSort.By(UserDocuments.Role),
            ListSort.By(UserDocuments.Department),
            ListSort.By(UserDocuments.CreatedAt),
        ],
        DefaultSort = [new Order(UserDocuments.Id)],
    };
}
