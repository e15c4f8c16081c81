using System.Reflection;
using System.Text.Json;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Teams;
using Enterprise.Core.Tests.Serialization;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Entities;

/// <summary>An edit replaces what callers set; a property of the server that it left out would be erased.</summary>
public sealed class ReplacedFieldsTests
{
    [Theory]
    [InlineData(typeof(Project), typeof(ProjectFields))]
    [InlineData(typeof(Release), typeof(ReleaseFields))]
    [InlineData(typeof(User), typeof(UserFields))]
    [InlineData(typeof(Team), typeof(TeamFields))]
    [InlineData(typeof(ApprovalPolicy), typeof(ApprovalPolicyFields))]
    public void With_keeps_every_property_that_callers_do_not_set(Type entity, Type fields)
    {
        var filled = FilledObject.Of(entity);
        var replace = entity.GetMethod("With", BindingFlags.Instance | BindingFlags.NonPublic, [fields])!;
        var sent = FilledObject.Of(fields);

        var replaced = replace.Invoke(filled, [sent])!;

        var ofCallers = fields.GetProperties().Select(property => property.Name).ToHashSet();
        var ofServer = entity.GetProperties()
            .Where(property => property.CanWrite && !ofCallers.Contains(property.Name))
            .ToList();
        Assert.NotEmpty(ofServer);
        Assert.All(ofServer, property => Assert.Equal(Text(property, filled), Text(property, replaced)));
        Assert.All(
            fields.GetProperties().Where(property => property.CanWrite),
            property => Assert.Equal(
                Text(property, sent), Text(entity.GetProperty(property.Name) ?? property, replaced)));
    }

    private static string Text(PropertyInfo property, object owner) =>
        JsonSerializer.Serialize(property.GetValue(owner), property.PropertyType);
}
